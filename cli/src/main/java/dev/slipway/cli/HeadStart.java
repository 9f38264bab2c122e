package dev.slipway.cli;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/// What every command needs that builds or moves images, made ready on another processor while the
/// arguments are read.
///
/// Java looks for its hash functions in security providers and for its sockets among services,
/// which takes longer than much of what such a command does, and does not depend on what it is to
/// do.
final class HeadStart {
  // How many bytes a hash function takes until Java has it compiled: a context of thousands of
  // files waits for that otherwise.
  private static final int UNTIL_COMPILED = 16 * 1024;

  // What Java settles on in the end, on Linux, unless a jar has another.
  private static final String SOCKETS = "sun.nio.ch.EPollSelectorProvider";

  private HeadStart() {}

  /// Begins, and does not wait.
  static void begin() {
    Thread.ofPlatform().daemon().name("head-start").start(HeadStart::look);
  }

  private static void look() {
    nameSockets();
    var _ = Digest.of(new byte[UNTIL_COMPILED]);
    openSocket();
  }

  // To connect it would need an address; all else that the first socket needs is there then.
  private static void openSocket() {
    try (var socket = SocketChannel.open()) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException _) {
      return; // who needs one will hear of it
    }
  }

  // Without a name Java looks for a provider in every jar, and has to open them all: 11 ms.
  private static void nameSockets() {
    try {
      var _ = Class.forName(SOCKETS, false, null);
    } catch (ClassNotFoundException _) {
      return; // another system, or a Java of another make: it finds its own
    }
    var properties = System.getProperties();
    properties.putIfAbsent("java.nio.channels.spi.SelectorProvider", SOCKETS);
  }
}
