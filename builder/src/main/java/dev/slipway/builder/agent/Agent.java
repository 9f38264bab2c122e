package dev.slipway.builder.agent;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.SshAgent;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// A socket at which an agent answers, for as long as it is open.
///
/// The socket lies in a folder of its own, which only the user may enter.
public final class Agent implements Closeable {
  private final Path folder;
  private final ServerSocketChannel server;
  private final Answering answering;

  /// Answers the requests of one connection.
  interface Conversation extends Closeable {
    /// What is answered to `request`, both without their length.
    byte[] answer(byte[] request) throws IOException;
  }

  /// Answers whoever comes.
  interface Answering {
    /// Begins with a new connection.
    Conversation begin() throws IOException;
  }

  private Agent(Path folder, ServerSocketChannel server, Answering answering) {
    this.folder = folder;
    this.server = server;
    this.answering = answering;
  }

  /// Answers with keys: Ed25519, RSA and ECDSA keys without a passphrase.
  ///
  /// @throws BuildException.Definition when one cannot be read, is encrypted, or is no key
  /// @throws BuildException.MachineFailed when there can be no socket
  public static Agent of(List<SecretSource> sources) {
    var keys = sources.stream().map(KeyText::read).toList();
    return open(() -> new Signing(keys));
  }

  /// Says now what [#of] would complain about later.
  ///
  /// @throws BuildException.Definition when a key cannot be read, is encrypted, or is none
  public static void check(Collection<SshAgent> agents) {
    for (var agent : agents) {
      if (agent instanceof SshAgent.Keys(var keys)) {
        keys.forEach(KeyText::read);
      }
    }
  }

  /// Answers with the agent that listens at `socket`, of which it lets through only what asks for
  /// keys and signatures.
  ///
  /// @throws BuildException.MachineFailed when there can be no socket
  public static Agent guarding(Path socket) {
    return open(() -> Guard.open(socket));
  }

  private static Agent open(Answering answering) {
    try {
      var folder = Files.createTempDirectory("slipway-agent");
      var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      var agent = new Agent(folder, server, answering);
      server.bind(UnixDomainSocketAddress.of(agent.socket()));
      Thread.ofPlatform().daemon().name("slipway-agent").start(agent::serve);
      return agent;
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot open a socket for --mount=type=ssh in the folder for temporary files: "
              + e.getMessage());
    }
  }

  /// Where it listens.
  public Path socket() {
    return folder.resolve("socket");
  }

  private void serve() {
    try {
      while (true) {
        var connection = server.accept();
        Thread.ofPlatform().daemon().name("slipway-agent-talk").start(() -> talk(connection));
      }
    } catch (IOException e) {
      // It was closed: the step is done.
    }
  }

  private void talk(SocketChannel connection) {
    try (connection;
        var conversation = answering.begin()) {
      for (var request = Frames.read(connection);
          request.isPresent();
          request = Frames.read(connection)) {
        Frames.write(connection, conversation.answer(request.get()));
      }
    } catch (IOException e) {
      // Whoever asked sees that the connection ends.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(socket());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // What is left is empty, and among temporary files.
    }
  }

  /// What agents say and are asked, by number.
  static final class Message {
    static final int FAILURE = 5;
    static final int REQUEST_IDENTITIES = 11;
    static final int IDENTITIES = 12;
    static final int SIGN_REQUEST = 13;
    static final int SIGNATURE = 14;

    private Message() {}

    /// Says that a request is not met.
    static byte[] failure() {
      return new byte[] {FAILURE};
    }
  }
}
