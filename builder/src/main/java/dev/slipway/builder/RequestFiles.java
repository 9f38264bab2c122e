package dev.slipway.builder;

import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.context.FilteredTree;
import dev.slipway.builder.context.FolderTree;
import dev.slipway.builder.git.GitReference;
import dev.slipway.builder.git.GitReference.GitDirectory;
import dev.slipway.builder.git.GitReference.Times;
import dev.slipway.builder.remote.ReceivedContext;
import dev.slipway.builder.remote.Remotes;
import dev.slipway.builder.run.ContextFolders;
import dev.slipway.builder.run.Contexts;
import dev.slipway.builder.run.Once;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.tree.Tree;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.GoBoolean;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.pattern.IgnoreFile;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads the files that a build request names: the Dockerfile, the contexts, and what says which
/// files do not count.
final class RequestFiles {
  private static final List<String> NAMES = List.of("Dockerfile", "dockerfile");
  private static final String IGNORE = ".dockerignore";
  private static final String KEEP_GIT = "BUILDKIT_CONTEXT_KEEP_GIT_DIR";
  private static final String EPOCH = "SOURCE_DATE_EPOCH";

  private final BuildRequest request;
  private final Optional<Remotes> remotes;
  private final Once<ReceivedContext> received;

  /// The files of `request`, brought here by `remotes` where they lie elsewhere.
  RequestFiles(BuildRequest request, Remotes remotes) {
    this(request, Optional.of(remotes));
  }

  /// The files of `request` as far as they lie on this machine.
  RequestFiles(BuildRequest request) {
    this(request, Optional.empty());
  }

  private RequestFiles(BuildRequest request, Optional<Remotes> remotes) {
    this.request = request;
    this.remotes = remotes;
    this.received = new Once<>(this::receive);
  }

  private ReceivedContext receive() {
    return switch (request.context()) {
      case BuildContext.Stream(var name, var content) -> remotes().context(name, content);
      case BuildContext.Remote _ -> remotes().context(source(request).orElseThrow());
      case BuildContext.Folder folder ->
          throw new IllegalStateException(folder + " is not received");
    };
  }

  /// Where the main context of `request` is, when that is on another machine.
  static Optional<RemoteSource> source(BuildRequest request) {
    return switch (request.context()) {
      case BuildContext.Remote(RemoteSource.Git(var reference)) ->
          Optional.of(new RemoteSource.Git(asArguments(reference, request.arguments())));
      case BuildContext.Remote(var source) -> Optional.of(source);
      case BuildContext.Folder _, BuildContext.Stream _ -> Optional.empty();
    };
  }

  // What BuildKit's arguments say of the main context.
  private static GitReference asArguments(GitReference written, Map<String, String> arguments) {
    var reference = written;
    if (GoBoolean.parse(arguments.getOrDefault(KEEP_GIT, "")).orElse(false)) {
      reference = reference.with(GitDirectory.KEPT);
    }
    return arguments.getOrDefault(EPOCH, "").isEmpty()
        ? reference
        : reference.withUsual(Times.COMMIT);
  }

  private Remotes remotes() {
    return remotes.orElseThrow(
        () ->
            new BuildException.Definition(
                "the context %s is not a folder of this machine, and only a build brings it here"
                    .formatted(request.context())));
  }

  /// The text of the Dockerfile, under the name that messages use.
  ///
  /// @throws BuildException.Definition when there is none
  Source dockerfile() {
    if (request.dockerfile() instanceof DockerfileLocation.Inline(var name, var text)) {
      return Source.of(name, text);
    }
    if (request.dockerfile() instanceof DockerfileLocation.File(var path)) {
      return read(path);
    }
    if (request.dockerfile() instanceof DockerfileLocation.Remote(var source)) {
      return remotes().dockerfile(source);
    }
    if (request.context() instanceof BuildContext.Folder(var folder)) {
      return read(inFolder(folder));
    }
    var names =
        request.dockerfile() instanceof DockerfileLocation.Inside(var path) ? List.of(path) : NAMES;
    return received.result().dockerfile(names);
  }

  private Path inFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BuildException.Definition(
          "the build context '%s' is not a folder that can be read".formatted(folder));
    }
    if (request.dockerfile() instanceof DockerfileLocation.Inside(var path)) {
      return folder.resolve(path);
    }
    return NAMES.stream()
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new BuildException.Definition(
                    "there is no Dockerfile in '%s'; -f names one elsewhere".formatted(folder)));
  }

  private static Source read(Path path) {
    try {
      return Source.of(path.toString(), Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new BuildException.Definition("there is no Dockerfile '%s'".formatted(path), e);
    } catch (IOException e) {
      throw new BuildException.Definition(
          "cannot read the Dockerfile '%s': %s".formatted(path, Reason.of(e)), e);
    }
  }

  /// The folders that COPY and ADD may take files from.
  ///
  /// @param ignored what the main one leaves out
  /// @throws DockerfileException.Invalid when an ignore file is wrong
  Contexts contexts(PathPatterns ignored) {
    return new ContextFolders(main(ignored), request.contexts(), this::named);
  }

  /// What the main context leaves out: of one that came from elsewhere nothing, whatever its ignore
  /// file says.
  ///
  /// @throws DockerfileException.Invalid when the ignore file is wrong
  PathPatterns ignored() {
    return request.context() instanceof BuildContext.Folder(var folder)
        ? besideDockerfile(folder).orElseGet(() -> ignored(folder))
        : PathPatterns.none();
  }

  private Supplier<Tree> main(PathPatterns ignored) {
    if (request.context() instanceof BuildContext.Folder(var folder)) {
      return () -> tree(folder, ignored);
    }
    return () -> received.result().files();
  }

  private Tree named(NamedContext context) {
    return switch (context) {
      case NamedContext.Folder(var path) -> tree(path, ignored(path));
      case NamedContext.Remote(var source) -> remotes().named(source);
      case NamedContext.Image _, NamedContext.Layout _ ->
          throw new IllegalArgumentException("an image has layers");
    };
  }

  private static Tree tree(Path folder, PathPatterns excluded) {
    var whole = FolderTree.of(folder);
    return excluded.isEmpty() ? whole : FilteredTree.of(whole, excluded);
  }

  // Only one of the two counts: the one that is named after the Dockerfile.
  private Optional<PathPatterns> besideDockerfile(Path folder) {
    if (request.dockerfile() instanceof DockerfileLocation.Inline
        || request.dockerfile() instanceof DockerfileLocation.Remote) {
      return Optional.empty();
    }
    var dockerfile =
        request.dockerfile() instanceof DockerfileLocation.File(var path) ? path : inFolder(folder);
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
