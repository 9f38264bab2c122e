package dev.slipway.registry.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Debian's `docker-registry` on a free port of this machine, without the right of others to read
/// what it stores.
final class DockerRegistry implements AutoCloseable {
  private final Process process;
  private final String host;

  private DockerRegistry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  static DockerRegistry start(Path folder) throws IOException, InterruptedException {
    return start(folder, "");
  }

  /// Starts it with more lines in its configuration.
  static DockerRegistry start(Path folder, String more) throws IOException, InterruptedException {
    var program = Peer.require("docker-registry").program();
    int port = freePort();
    var configuration = folder.resolve("registry.yml");
    Files.writeString(
        configuration,
        """
        version: 0.1
        log: {level: warn}
        storage:
          filesystem: {rootdirectory: %s}
          delete: {enabled: true}
        http: {addr: "127.0.0.1:%d"}
        %s
        """
            .formatted(folder.resolve("storage"), port, more));
    var process =
        new ProcessBuilder(program.toString(), "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    for (int wait = 0; wait < 300 && process.isAlive(); wait++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return new DockerRegistry(process, "127.0.0.1:" + port);
        }
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    process.destroyForcibly();
    throw new IOException(
        "docker-registry does not start: " + Files.readString(folder.resolve("registry.log")));
  }

  /// Host and port.
  String host() {
    return host;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
