package dev.slipway.cli;

import dev.slipway.image.Digest;
import java.nio.channels.spi.SelectorProvider;

/// What every command needs that builds or moves images, made ready on another processor while the
/// arguments are read.
///
/// Java looks for its hash functions in security providers and for its sockets in all jars of the
/// class path, which takes longer than much of what such a command does, and does not depend on
/// what it is to do.
final class HeadStart {
  // How many bytes a hash function takes until Java has it compiled: a context of thousands of
  // files
  // waits for that otherwise.
  private static final int UNTIL_COMPILED = 16 * 1024;

  private HeadStart() {}

  /// Begins, and does not wait.
  static void begin() {
    Thread.ofPlatform().daemon().name("head-start").start(HeadStart::look);
  }

  private static void look() {
    var _ = Digest.of(new byte[UNTIL_COMPILED]);
    var _ = SelectorProvider.provider();
  }
}
