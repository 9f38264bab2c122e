package dev.slipway.cli;

import dev.slipway.dockerfile.Suggestion;
import dev.slipway.image.ImageException;
import dev.slipway.image.Reference;
import dev.slipway.registry.layout.GrowingArchive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The keys and values of `--output type=…,key=value`, as buildx has them.
///
/// Fields are those of a line of CSV: one in double quotes may hold commas, as a list of
/// names does.
final class OutputKeys {
  /// What buildx takes and this program does not have, so that nobody looks for a mistyped letter.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "annotation",
          "attestation-inline",
          "attestation-prefix",
          "compression",
          "compression-level",
          "dangling-name-prefix",
          "force-compression",
          "mode",
          "name-canonical",
          "oci-artifact",
          "platform-split",
          "prefer-nondist-layers",
          "push-by-digest",
          "source-date-epoch",
          "store",
          "unpack");

  private final String text;
  private final Surroundings surroundings;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  private OutputKeys(String text, Surroundings surroundings) {
    this.text = text;
    this.surroundings = surroundings;
    for (var field : fields(text)) {
      int equals = field.indexOf('=');
      if (equals < 0) {
        throw BuildOutput.unknown(text);
      }
      values.put(field.substring(0, equals), field.substring(equals + 1));
    }
  }

  /// The output that `text` describes.
  ///
  /// @throws CommandException.Usage when it describes none
  static BuildOutput read(String text, Surroundings surroundings) {
    return new OutputKeys(text, surroundings).output();
  }

  private static List<String> fields(String text) {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private BuildOutput output() {
    var type = take("type");
    boolean clamped = truth("rewrite-timestamp").orElse(false);
    if (!truth("oci-mediatypes").orElse(true)) {
      throw wrong("oci-mediatypes=false asks for docker's media types, and Slipway writes OCI's");
    }
    var names = names();
    var output =
        switch (type == null ? "" : type) {
          case "oci" -> truth("tar").orElse(true) ? archive(GrowingArchive.Kind.OCI) : folder();
          case "docker" -> archive(GrowingArchive.Kind.DOCKER);
          case "registry" -> {
            if (!truth("push").orElse(true)) {
              throw wrong("a registry is pushed to: leave push=false out, or say type=image");
            }
            yield new BuildOutput.Registry();
          }
          case "image" ->
              truth("push").orElse(false) ? new BuildOutput.Registry() : new BuildOutput.Store();
          default -> throw BuildOutput.unknown(text);
        };
    refuseOthers(type);
    var named = names.isEmpty() ? output : new BuildOutput.Named(output, names);
    return clamped ? new BuildOutput.Clamped(named) : named;
  }

  private @Nullable String take(String key) {
    known.add(key);
    return values.remove(key);
  }

  private Optional<Boolean> truth(String key) {
    return switch (take(key)) {
      case null -> Optional.empty();
      case "true", "1" -> Optional.of(true);
      case "false", "0" -> Optional.of(false);
      case String other -> throw wrong("%s=%s is neither true nor false".formatted(key, other));
    };
  }

  private List<Reference> names() {
    var value = take("name");
    var names = new LinkedHashSet<Reference>();
    for (var name : value == null ? new String[0] : value.split(",", -1)) {
      try {
        var reference = Reference.parse(name).withDefaultTag();
        if (reference.digest().isPresent()) {
          throw wrong("%s names a digest, which only the result can decide".formatted(name));
        }
        names.add(reference);
      } catch (ImageException e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(names);
  }

  private BuildOutput archive(GrowingArchive.Kind kind) {
    return BuildOutput.archive(destination(), kind, Optional.empty(), surroundings);
  }

  private BuildOutput folder() {
    var target = destination();
    if (StandardOutput.is(Path.of(target))) {
      throw wrong("standard output takes an archive and no folder: leave tar=false out");
    }
    return new BuildOutput.Folder(surroundings.resolve(target), Optional.empty());
  }

  private String destination() {
    var target = take("dest");
    if (target == null || target.isEmpty()) {
      throw wrong("say where with dest=PATH; dest=- is standard output");
    }
    return target;
  }

  private void refuseOthers(@Nullable String type) {
    for (var key : values.keySet()) {
      if (key.equals("registry.insecure")) {
        throw wrong(
            "a registry without TLS is named with --plain-http HOST, not with 'registry.insecure'");
      }
      throw ELSEWHERE.contains(key) || key.startsWith("annotation")
          ? wrong("'%s' is a key of buildx that Slipway does not have".formatted(key))
          : wrong(
              "type=%s has no key '%s'%s; it has %s"
                  .formatted(
                      type,
                      key,
                      Suggestion.phrase(Suggestion.of(key, known)),
                      String.join(", ", known)));
    }
  }

  private CommandException wrong(String problem) {
    return new CommandException.Usage("slipway build: --output %s: %s".formatted(text, problem));
  }
}
