package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The test data of other Dockerfile parsers, which is not part of this repository.
///
/// It is looked for in the system property `slipway.corpus`, else in `shared/corpus` beside the
/// repository.
final class Corpus {
  private Corpus() {}

  /// The file or folder `name` of the corpus; without a corpus the test is skipped, or fails when
  /// `SLIPWAY_REQUIRE_PEERS=1` demands it.
  static Path dockerfile(String name) {
    for (var root : candidates()) {
      var path = root.resolve("dockerfile").resolve(name);
      if (Files.exists(path)) {
        return path;
      }
    }
    var missing = "there is no dockerfile/%s in any of %s".formatted(name, candidates());
    if ("1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      return fail(missing);
    }
    assumeTrue(false, missing);
    throw new AssertionError(missing);
  }

  static List<Path> folders(String name) {
    try (var paths = Files.list(dockerfile(name))) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> candidates() {
    var property = System.getProperty("slipway.corpus", "");
    return property.isEmpty()
        ? List.of(
            Path.of("../../shared/corpus"),
            Path.of("../shared/corpus"),
            Path.of("../../../shared/corpus"))
        : List.of(Path.of(property));
  }
}
