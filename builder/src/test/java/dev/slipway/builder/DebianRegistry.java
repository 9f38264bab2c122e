package dev.slipway.builder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/// Debian's `docker-registry` on a free port of this machine. Where it is missing, a test that
/// starts it is skipped.
final class DebianRegistry implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

  private final Process process;
  private final String host;

  private DebianRegistry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  /// Starts it with its files in `folder`.
  static DebianRegistry start(Path folder) throws IOException, InterruptedException {
    Peers.require(PROGRAM);
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var settings = folder.resolve("registry.yml");
    Files.writeString(
        settings,
        """
        version: 0.1
        log: {level: error}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "127.0.0.1:%d"}
        """
            .formatted(folder.resolve("registry"), port));
    var process =
        new ProcessBuilder(PROGRAM.toString(), "serve", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    awaitPort(port);
    return new DebianRegistry(process, "127.0.0.1:" + port);
  }

  private static void awaitPort(int port) throws InterruptedException {
    for (int attempt = 0; attempt < 200; attempt++) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new AssertionError("the registry at port %d does not answer".formatted(port));
  }

  /// Host and port.
  String host() {
    return host;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
