package dev.slipway.builder;

import dev.slipway.builder.run.ContextFolders;
import dev.slipway.builder.run.Contexts;
import dev.slipway.builder.store.Reason;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.pattern.IgnoreFile;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads the files that a build request names: the Dockerfile, and what says which files do not
/// count.
final class RequestFiles {
  private static final List<String> NAMES = List.of("Dockerfile", "dockerfile");
  private static final String IGNORE = ".dockerignore";

  private final BuildRequest request;

  RequestFiles(BuildRequest request) {
    this.request = request;
  }

  /// The text of the Dockerfile, under the name that messages use.
  ///
  /// @throws BuildException.Definition when there is none
  Source dockerfile() {
    return switch (request.dockerfile()) {
      case DockerfileLocation.Inline(var name, var text) -> Source.of(name, text);
      case DockerfileLocation.File(var path) -> read(path);
      case DockerfileLocation.InContext _ -> read(inContext());
    };
  }

  private Path inContext() {
    if (!Files.isDirectory(request.context())) {
      throw new BuildException.Definition(
          "the build context '%s' is not a folder that can be read".formatted(request.context()));
    }
    return NAMES.stream()
        .map(request.context()::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new BuildException.Definition(
                    "there is no Dockerfile in '%s'; -f names one elsewhere"
                        .formatted(request.context())));
  }

  private static Source read(Path path) {
    try {
      return Source.of(path.toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new BuildException.Definition(
          "cannot read the Dockerfile '%s': %s".formatted(path, Reason.of(e)), e);
    }
  }

  /// The folders that COPY and ADD may take files from.
  ///
  /// @throws DockerfileException.Invalid when an ignore file is wrong
  Contexts contexts() {
    return new ContextFolders(
        request.context(), ignored(), request.contexts(), RequestFiles::ignored);
  }

  /// What the main context leaves out.
  ///
  /// @throws DockerfileException.Invalid when the ignore file is wrong
  PathPatterns ignored() {
    return besideDockerfile().orElseGet(() -> ignored(request.context()));
  }

  // Only one of the two counts: the one that is named after the Dockerfile.
  private Optional<PathPatterns> besideDockerfile() {
    return switch (request.dockerfile()) {
      case DockerfileLocation.Inline _ -> Optional.empty();
      case DockerfileLocation.File(var path) -> besideDockerfile(path);
      case DockerfileLocation.InContext _ -> besideDockerfile(inContext());
    };
  }

  private static Optional<PathPatterns> besideDockerfile(Path dockerfile) {
    var file = dockerfile.resolveSibling(dockerfile.getFileName() + IGNORE);
    return Files.isRegularFile(file) ? Optional.of(patterns(file)) : Optional.empty();
  }

  private static PathPatterns ignored(Path folder) {
    var file = folder.resolve(IGNORE);
    return Files.isRegularFile(file) ? patterns(file) : PathPatterns.none();
  }

  private static PathPatterns patterns(Path file) {
    try {
      return IgnoreFile.parse(Source.of(file.toString(), Files.readAllBytes(file))).patterns();
    } catch (IOException e) {
      throw new BuildException.Definition("cannot read '%s': %s".formatted(file, Reason.of(e)), e);
    }
  }
}
