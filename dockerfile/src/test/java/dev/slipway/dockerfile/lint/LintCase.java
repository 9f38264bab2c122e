package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.pattern.IgnoreFile;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A folder with a Dockerfile, perhaps a `.dockerignore`, and the warnings that BuildKit gives.
record LintCase(Path folder) {

  static List<LintCase> all() throws IOException {
    try (var folders = Files.list(Path.of("src/test/resources/lint"))) {
      return folders.sorted().map(LintCase::new).toList();
    }
  }

  String name() {
    return folder.getFileName().toString();
  }

  Path golden() {
    return folder.resolve("warnings.txt");
  }

  /// Our warnings by BuildKit's rules, one a line, sorted.
  List<String> warnings() throws IOException {
    var file = Source.of("Dockerfile", Files.readAllBytes(folder.resolve("Dockerfile")));
    var context =
        LintContext.standard()
            .withOwnRules(LintContext.OwnRules.OFF)
            .withBases((_, _) -> Optional.of(Bases.Facts.NOTHING))
            .withIgnored(ignored());
    return Linter.lint(file, context).warnings().stream().map(Warning::toString).sorted().toList();
  }

  private PathPatterns ignored() throws IOException {
    var path = folder.resolve(".dockerignore");
    return Files.exists(path)
        ? IgnoreFile.parse(Source.of(".dockerignore", Files.readAllBytes(path))).patterns()
        : PathPatterns.none();
  }
}
