package dev.slipway.cli;

import dev.slipway.builder.store.Reason;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Says what came of a build: on standard output, and in the files that were asked for.
///
/// @param arguments the flags
/// @param surroundings where to say it
/// @param names the image's names
record BuildResults(Arguments arguments, Surroundings surroundings, List<Reference> names) {
  /// Writes the files that were asked for.
  void keep(BuildOutput.Written written) {
    arguments.value("--iidfile").ifPresent(file -> write(file, digest(written).toString()));
    arguments
        .value("--metadata-file")
        .ifPresent(
            file -> write(file, Json.text(metadata(written.id(), written.manifest())) + "\n"));
  }

  /// Prints the result.
  void print(BuildOutput.Written written) {
    var digest = digest(written);
    var out = surroundings.out();
    if (arguments.has("--json")) {
      out.println(Json.text(result(written.id(), written.manifest())));
    } else if (names.isEmpty()) {
      out.println(digest);
    } else {
      names.forEach(name -> out.println(repository(name) + "@" + digest));
    }
  }

  private static Digest digest(BuildOutput.Written written) {
    return written.manifest().map(Descriptor::digest).orElse(written.id());
  }

  private static String repository(Reference name) {
    var bare =
        new Reference(name.registry(), name.repository(), Optional.empty(), Optional.empty());
    return bare.familiar();
  }

  private Map<String, Object> result(Digest id, Optional<Descriptor> manifest) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("id", id);
    manifest.ifPresent(found -> fields.put("manifest", found.digest()));
    fields.put("names", names.stream().map(Reference::familiar).toList());
    return fields;
  }

  /// The keys of buildx, which scripts and actions read.
  private Map<String, Object> metadata(Digest id, Optional<Descriptor> manifest) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("containerimage.config.digest", id);
    manifest.ifPresent(
        found -> {
          var descriptor = new LinkedHashMap<String, Object>();
          descriptor.put("mediaType", found.mediaType().name());
          descriptor.put("digest", found.digest());
          descriptor.put("size", found.size());
          fields.put("containerimage.descriptor", descriptor);
        });
    fields.put("containerimage.digest", manifest.map(Descriptor::digest).orElse(id));
    if (!names.isEmpty()) {
      fields.put(
          "image.name", names.stream().map(Reference::toString).collect(Collectors.joining(",")));
    }
    return fields;
  }

  private void write(String file, String text) {
    try {
      Files.writeString(surroundings.resolve(file), text);
    } catch (IOException e) {
      throw new CommandException.Failed(
          "slipway build: cannot write %s: %s".formatted(file, Reason.of(e)));
    }
  }
}
