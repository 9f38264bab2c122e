package dev.slipway.cli;

import dev.slipway.builder.Builder;
import dev.slipway.builder.BuiltImage;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.Reference;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.layout.GrowingArchive;
import dev.slipway.registry.layout.Layout;
import dev.slipway.registry.layout.LayoutFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where `build` writes its result besides the local store.
sealed interface BuildOutput {
  /// The registries of the image's names.
  record Registry() implements BuildOutput {}

  /// An OCI layout in a folder.
  ///
  /// @param folder the folder
  /// @param tag a tag there, besides the image's names
  record Folder(Path folder, Optional<String> tag) implements BuildOutput {}

  /// An archive.
  ///
  /// @param file the archive
  /// @param kind who is to read it
  /// @param name a name in it, besides the image's names
  record Archive(Path file, GrowingArchive.Kind kind, Optional<String> name)
      implements BuildOutput {}

  /// An archive on standard output.
  ///
  /// @param surroundings whose output
  /// @param kind who is to read it
  /// @param name a name in it, besides the image's names
  record Stream(Surroundings surroundings, GrowingArchive.Kind kind, Optional<String> name)
      implements BuildOutput {}

  /// The local store, under the image's names.
  record Store() implements BuildOutput {}

  /// The same, under names of its own where the image has none: as in buildx, those of `-t` count
  /// before them.
  ///
  /// @param output where it is written
  /// @param own the names
  record Named(BuildOutput output, List<Reference> own) implements BuildOutput {}

  /// The same image, but no file in its new layers is younger than SOURCE_DATE_EPOCH.
  ///
  /// @param output where it is written
  record Clamped(BuildOutput output) implements BuildOutput {}

  /// What was written.
  ///
  /// @param id the image's ID
  /// @param manifest its manifest; nothing where it is in the local store alone
  record Written(Digest id, Optional<Descriptor> manifest) {}

  /// Reads what stands after `-o`: buildx's `type=…,dest=…`, or the name of a place.
  ///
  /// @throws CommandException.Usage when it is neither
  static BuildOutput parse(String text, Surroundings surroundings) {
    return text.contains("=") && !text.startsWith("oci")
        ? OutputKeys.read(text, surroundings)
        : place(text, surroundings);
  }

  private static BuildOutput place(String text, Surroundings surroundings) {
    try {
      return switch (PlaceName.parse(text)) {
        case PlaceName.InLayout(var folder, var tag) ->
            new Folder(surroundings.resolve(folder.toString()), tag);
        case PlaceName.InArchive(var file, var name) ->
            archive(file.toString(), GrowingArchive.Kind.OCI, name, surroundings);
        case PlaceName.InDockerArchive(var file, var name) ->
            archive(file.toString(), GrowingArchive.Kind.DOCKER, name, surroundings);
        case PlaceName.InRegistry _, PlaceName.InStore _ -> throw unknown(text);
      };
    } catch (ImageException e) {
      throw unknown(text);
    }
  }

  /// The archive that `file` names, as the user wrote it.
  static BuildOutput archive(
      String file, GrowingArchive.Kind kind, Optional<String> name, Surroundings surroundings) {
    return StandardOutput.is(Path.of(file))
        ? new Stream(surroundings, kind, name)
        : new Archive(surroundings.resolve(file), kind, name);
  }

  static CommandException unknown(String text) {
    return new CommandException.Usage(
        "slipway build: --output %s is not known; there are type=oci, type=docker, type=registry,"
                .formatted(text)
            + " type=image, oci:DIR, oci-archive:FILE and docker-archive:FILE");
  }

  /// Whether the image's names say where it goes.
  default boolean needsNames() {
    return switch (this) {
      case Registry() -> true;
      case Clamped(var output) -> output.needsNames();
      case Store _, Named _, Folder _, Archive _, Stream _ -> false;
    };
  }

  /// Whether it takes standard output for itself.
  default boolean isStandardOutput() {
    return switch (this) {
      case Stream _ -> true;
      case Named(var output, _) -> output.isStandardOutput();
      case Clamped(var output) -> output.isStandardOutput();
      case Registry _, Store _, Folder _, Archive _ -> false;
    };
  }

  /// The names that the image gets there when it has no others.
  default List<Reference> ownNames() {
    return switch (this) {
      case Named(_, var own) -> own;
      case Clamped(var output) -> output.ownNames();
      case Registry _, Store _, Folder _, Archive _, Stream _ -> List.of();
    };
  }

  /// Writes the image there, under its names.
  ///
  /// @return what was written
  default Written write(
      Builder builder, BuiltImage image, List<Reference> names, Progress progress) {
    return switch (this) {
      case Clamped(var output) -> {
        if (image.epoch().isEmpty()) {
          progress.warn(
              "rewrite-timestamp=true says nothing without SOURCE_DATE_EPOCH, which is not set");
        }
        yield output.write(builder, builder.withClampedTimes(image), names, progress);
      }
      case Named(var output, var own) -> {
        if (!names.isEmpty()) {
          progress.warn("name= in --output says nothing beside --tag, whose names count");
        }
        yield output.write(builder, image, names.isEmpty() ? own : names, progress);
      }
      case Store() -> {
        names.forEach(name -> builder.keep(image, name));
        yield new Written(image.id(), Optional.empty());
      }
      case Registry() ->
          written(
              image,
              names.stream()
                  .map(name -> builder.push(image, name, progress.transfers()))
                  .reduce((first, _) -> first)
                  .orElseThrow());
      case Folder(var folder, var tag) ->
          written(image, write(builder, image, names, progress, LayoutFolder.create(folder), tag));
      case Archive(var file, var kind, var name) ->
          written(
              image,
              write(builder, image, names, progress, GrowingArchive.create(file, kind), name));
      case Stream(var surroundings, var kind, var name) ->
          written(
              image,
              write(
                  builder,
                  image,
                  names,
                  progress,
                  StandardOutput.archive(surroundings, kind),
                  name));
    };
  }

  private static Written written(BuiltImage image, Descriptor manifest) {
    return new Written(image.id(), Optional.of(manifest));
  }

  private static Descriptor write(
      Builder builder,
      BuiltImage image,
      List<Reference> names,
      Progress progress,
      Layout target,
      Optional<String> tag) {
    try (var layout = target) {
      var manifest = builder.write(image, layout, List.of(), progress.transfers());
      var document = layout.document(manifest);
      names.forEach(name -> layout.name(document, name));
      tag.ifPresent(text -> layout.tag(document, text));
      if (names.isEmpty() && tag.isEmpty()) {
        layout.list(document);
      }
      return manifest;
    }
  }
}
