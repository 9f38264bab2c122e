package dev.slipway.builder.checkout;

import dev.slipway.builder.Peers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// OpenSSH's server, on this machine only, which lets in whoever has one key.
public final class SshServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  private final Path folder;
  private final int port;
  private final Path key;
  private Process process;

  /// A server that keeps its files in `folder`, and lets in whoever has `key`. Where there is none
  /// the test is skipped.
  public SshServer(Path folder, Path key) throws IOException, InterruptedException {
    Peers.require(PROGRAM);
    Peers.requireRoot();
    Files.createDirectories(Path.of("/run/sshd"));
    this.folder = Files.createDirectories(folder);
    this.key = key;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    process = start(key(folder.resolve("host")));
  }

  /// A new key without a passphrase, whose other half is beside it, in `.pub`.
  public static Path key(Path file) throws IOException, InterruptedException {
    var command = List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new AssertionError("there is no key " + file);
    }
    return file;
  }

  private Process start(Path host) throws IOException, InterruptedException {
    var configuration =
        Files.writeString(
            folder.resolve("sshd_config"),
            """
            Port %d
            ListenAddress 127.0.0.1
            HostKey %s
            AuthorizedKeysFile %s.pub
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            PidFile none
            """
                .formatted(port, host, key));
    var started =
        new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    for (int tries = 0; tries < 250 && !log().contains("Server listening"); tries++) {
      Thread.sleep(20);
    }
    return started;
  }

  /// Ends it and starts another one in its place, which has another host key.
  public void replace() throws IOException, InterruptedException {
    close();
    process.waitFor();
    process = start(key(folder.resolve("other-host")));
  }

  public int port() {
    return port;
  }

  /// What git calls the repository in `path`.
  public String url(Path path) {
    return "ssh://root@127.0.0.1:%d%s".formatted(port, path);
  }

  /// What it wrote of itself.
  public String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
