package dev.slipway.builder;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// What tests need of the machine.
public final class Peers {
  private Peers() {}

  /// Skips the test for `reason`; fails it where nothing may be skipped.
  public static void missing(String reason) {
    if ("1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      Assertions.fail(reason);
    }
    Assumptions.abort(reason);
  }

  /// Skips the test when `program` is not there.
  public static void require(Path program) {
    if (!Files.isExecutable(program)) {
      missing("%s is not installed (.ci/peers installs it)".formatted(program));
    }
  }

  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /// Skips the test when it does not run as root.
  public static void requireRoot() {
    if (!isRoot()) {
      missing("only root can do this");
    }
  }
}
