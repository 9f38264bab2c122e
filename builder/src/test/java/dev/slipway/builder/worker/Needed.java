package dev.slipway.builder.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// What a test needs of the machine: where it is missing the test is skipped, or fails where all
/// must run.
final class Needed {
  private Needed() {}

  static void that(boolean there, String missing) {
    if (!there && "1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      throw new AssertionError(missing);
    }
    Assumptions.assumeTrue(there, missing);
  }

  static void sandbox() {
    that(Files.exists(TestWorker.BUSYBOX), "there is no /usr/bin/busybox");
    that(!(Rung.of(Facts.gather()) instanceof Rung.Missing), "commands cannot be isolated here");
  }

  static void root() {
    sandbox();
    that(Facts.gather().uid() == 0, "only root can do this");
  }

  static void fuseOverlay() {
    root();
    that(
        Files.exists(Path.of("/usr/bin/fuse-overlayfs")) && Files.exists(Path.of("/dev/fuse")),
        "there is no fuse-overlayfs, or no /dev/fuse");
  }

  static void ordinaryUser() throws IOException {
    root();
    that(OrdinaryUser.isThere(), "there is no user 'builder' with subordinate ids");
  }
}
