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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        ? attributes(text, surroundings)
        : place(text, surroundings);
  }

  private static BuildOutput place(String text, Surroundings surroundings) {
    try {
      return switch (PlaceName.parse(text)) {
        case PlaceName.InLayout(var folder, var tag) ->
            new Folder(surroundings.resolve(folder.toString()), tag);
        case PlaceName.InArchive(var file, var name) ->
            new Archive(surroundings.resolve(file.toString()), GrowingArchive.Kind.OCI, name);
        case PlaceName.InDockerArchive(var file, var name) ->
            new Archive(surroundings.resolve(file.toString()), GrowingArchive.Kind.DOCKER, name);
        case PlaceName.InRegistry _, PlaceName.InStore _ -> throw unknown(text);
      };
    } catch (ImageException e) {
      throw unknown(text);
    }
  }

  private static BuildOutput attributes(String text, Surroundings surroundings) {
    var attributes = new LinkedHashMap<String, String>();
    for (var part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw unknown(text);
      }
      attributes.put(part.substring(0, equals), part.substring(equals + 1));
    }
    var type = attributes.remove("type");
    var clamped = truth(text, "rewrite-timestamp", attributes.remove("rewrite-timestamp"));
    var output = attributes(text, type == null ? "" : type, attributes, surroundings);
    if (!attributes.isEmpty()) {
      throw new CommandException.Usage(
          "slipway build: --output %s: '%s' is not known here"
              .formatted(text, attributes.keySet().iterator().next()));
    }
    return clamped ? new Clamped(output) : output;
  }

  private static boolean truth(String text, String key, @Nullable String value) {
    return switch (value) {
      case null -> false;
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw new CommandException.Usage(
              "slipway build: --output %s: %s=%s is neither true nor false"
                  .formatted(text, key, value));
    };
  }

  private static BuildOutput attributes(
      String text, String type, Map<String, String> attributes, Surroundings surroundings) {
    return switch (type) {
      case "oci" -> {
        var target = destination(text, attributes, surroundings);
        boolean folder = "false".equals(attributes.remove("tar"));
        yield folder
            ? new Folder(target, Optional.empty())
            : new Archive(target, GrowingArchive.Kind.OCI, Optional.empty());
      }
      case "docker" ->
          new Archive(
              destination(text, attributes, surroundings),
              GrowingArchive.Kind.DOCKER,
              Optional.empty());
      case "registry" -> new Registry();
      case "image" -> {
        if (!"true".equals(attributes.remove("push"))) {
          throw new CommandException.Usage(
              "slipway build: --output %s: without push=true, leave --output out".formatted(text));
        }
        yield new Registry();
      }
      default -> throw unknown(text);
    };
  }

  private static Path destination(
      String text, Map<String, String> attributes, Surroundings surroundings) {
    var target = attributes.remove("dest");
    if (target == null || target.isEmpty() || target.equals("-")) {
      throw new CommandException.Usage(
          "slipway build: --output %s: say where with dest=PATH; standard output holds results only"
              .formatted(text));
    }
    return surroundings.resolve(target);
  }

  private static CommandException unknown(String text) {
    return new CommandException.Usage(
        "slipway build: --output %s is not known; there are type=oci, type=docker, type=registry,"
                .formatted(text)
            + " oci:DIR, oci-archive:FILE and docker-archive:FILE");
  }

  /// Whether the image's names say where it goes.
  default boolean needsNames() {
    return switch (this) {
      case Registry() -> true;
      case Clamped(var output) -> output.needsNames();
      case Folder _, Archive _ -> false;
    };
  }

  /// Writes the image there, under its names.
  ///
  /// @return what was written
  default Written write(
      Builder builder, BuiltImage image, List<Reference> names, Progress progress) {
    if (this instanceof Clamped(var output)) {
      if (image.epoch().isEmpty()) {
        progress.warn(
            "rewrite-timestamp=true says nothing without SOURCE_DATE_EPOCH, which is not set");
      }
      return output.write(builder, builder.withClampedTimes(image), names, progress);
    }
    return new Written(image.id(), Optional.of(manifest(builder, image, names, progress)));
  }

  private Descriptor manifest(
      Builder builder, BuiltImage image, List<Reference> names, Progress progress) {
    return switch (this) {
      case Clamped(var output) -> output.manifest(builder, image, names, progress);
      case Registry() ->
          names.stream()
              .map(name -> builder.push(image, name, progress.transfers()))
              .reduce((first, _) -> first)
              .orElseThrow();
      case Folder(var folder, var tag) ->
          write(builder, image, names, progress, LayoutFolder.create(folder), tag);
      case Archive(var file, var kind, var name) ->
          write(builder, image, names, progress, GrowingArchive.create(file, kind), name);
    };
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
