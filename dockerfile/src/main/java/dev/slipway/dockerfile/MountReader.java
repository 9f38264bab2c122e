package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import dev.slipway.dockerfile.Mount.Access;
import dev.slipway.dockerfile.Mount.Ownership;
import dev.slipway.dockerfile.Mount.Sharing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// Turns the fields of `--mount` into a [Mount].
final class MountReader {
  private static final List<String> TYPES = List.of("bind", "cache", "tmpfs", "secret", "ssh");
  private static final List<String> KEYS =
      List.of(
          "type",
          "from",
          "source",
          "target",
          "readonly",
          "id",
          "sharing",
          "required",
          "size",
          "mode",
          "uid",
          "gid",
          "src",
          "dst",
          "destination",
          "ro",
          "rw",
          "readwrite",
          "env");

  private final MountFlag flag;
  private final Source source;
  private final UnaryOperator<String> expansion;
  private final Map<String, String> values = new LinkedHashMap<>();
  private Optional<Access> access = Optional.empty();
  private Optional<Device.Need> need = Optional.empty();

  MountReader(MountFlag flag, Source source, UnaryOperator<String> expansion) {
    this.flag = flag;
    this.source = source;
    this.expansion = expansion;
  }

  Mount read() {
    flag.fields().forEach(this::take);
    var type = values.getOrDefault("type", "bind").toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw suggesting("unsupported mount type \"%s\"".formatted(values.get("type")), type, TYPES);
    }
    refuseForeignKeys(type);
    return switch (type) {
      case "bind" ->
          new Mount.Bind(target(), text("source"), from(), access.orElse(Access.READ_ONLY));
      case "cache" ->
          new Mount.Cache(
              target(),
              given("id").orElseGet(() -> cleaned(target())),
              text("source"),
              from(),
              sharing(),
              ownership(),
              access.orElse(Access.READ_WRITE));
      case "tmpfs" -> new Mount.Tmpfs(target(), size(), access.orElse(Access.READ_WRITE));
      case "secret" -> secret();
      default ->
          new Mount.Ssh(
              target(),
              given("id").orElse("default"),
              ownership(),
              need.orElse(Device.Need.OPTIONAL));
    };
  }

  private void take(MountFlag.Field field) {
    var key = field.key();
    var value = field.value().map(raw -> key.equals("from") ? raw : expansion.apply(raw));
    switch (key) {
      case "readonly", "ro" -> access = Optional.of(access(key, value, Access.READ_ONLY));
      case "readwrite", "rw" -> access = Optional.of(access(key, value, Access.READ_WRITE));
      case "required" ->
          need =
              Optional.of(
                  value.map(text -> bool(key, text)).orElse(true)
                      ? Device.Need.REQUIRED
                      : Device.Need.OPTIONAL);
      default -> {
        if (!KEYS.contains(key)) {
          var problem =
              value.isEmpty()
                  ? "invalid field '%s' must be a key=value pair".formatted(field.text())
                  : "unexpected key '%s' in '%s'".formatted(key, field.text());
          throw suggesting(problem, key, KEYS);
        }
        values.put(
            canonical(key),
            value.orElseThrow(
                () ->
                    invalid(
                        "invalid field '%s' must be a key=value pair".formatted(field.text()))));
      }
    }
  }

  private static String canonical(String key) {
    return switch (key) {
      case "src" -> "source";
      case "dst", "destination" -> "target";
      default -> key;
    };
  }

  private void refuseForeignKeys(String type) {
    boolean guarded = type.equals("secret") || type.equals("ssh");
    if (need.isPresent() && !guarded) {
      throw invalid("unexpected key 'required' for mount type '%s'".formatted(type));
    }
    if (values.containsKey("size") && !type.equals("tmpfs")) {
      throw invalid("unexpected key 'size' for mount type '%s'".formatted(type));
    }
    for (var key : List.of("mode", "uid", "gid")) {
      if (values.containsKey(key) && !guarded && !type.equals("cache")) {
        throw invalid("%s not allowed for \"%s\" type mounts".formatted(key, type));
      }
    }
    if (values.containsKey("from") && type.equals("secret")) {
      throw invalid("secret mount should not have a from");
    }
    if (values.containsKey("sharing") && !type.equals("cache")) {
      throw invalid(
          type.equals("secret")
              ? "secret mount should not define sharing"
              : "invalid cache sharing set for %s mount".formatted(type));
    }
    if (type.equals("ssh") && !text("source").isEmpty()) {
      throw invalid("ssh does not support source");
    }
  }

  private Mount.Secret secret() {
    var named = given("id");
    var sourced = given("source");
    if (named.isPresent() && sourced.isPresent()) {
      throw invalid("both source and id can't be set");
    }
    if (named.isEmpty() && sourced.isEmpty() && target().isEmpty()) {
      throw invalid("invalid secret mount. one of source, target required")
          .advising("Write `id=NAME`: the secret's name in `--secret id=NAME,src=FILE`.");
    }
    var id = named.or(() -> sourced).orElseGet(() -> lastPart(target()));
    Optional<String> environment = Optional.ofNullable(values.get("env"));
    var place = target();
    if (environment.isEmpty() && place.isEmpty()) {
      place = "/run/secrets/" + lastPart(id);
    }
    return new Mount.Secret(place, id, environment, ownership(), need.orElse(Device.Need.OPTIONAL));
  }

  private Sharing sharing() {
    var written = text("sharing");
    if (written.isEmpty()) {
      return Sharing.SHARED;
    }
    for (var sharing : Sharing.values()) {
      if (sharing.name().equalsIgnoreCase(written)) {
        return sharing;
      }
    }
    var known =
        Arrays.stream(Sharing.values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
    throw suggesting("unsupported sharing value \"%s\"".formatted(written), written, known);
  }

  private OptionalLong size() {
    var written = values.get("size");
    if (written == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(ByteSize.parse(written));
    } catch (IllegalArgumentException e) {
      throw invalid("invalid value for size: " + written)
          .advising("A size is a number of bytes, or has a unit: 64m, 1g.");
    }
  }

  private Ownership ownership() {
    var mode = number("mode", 8);
    return new Ownership(
        mode.isPresent() ? OptionalInt.of((int) mode.getAsLong()) : OptionalInt.empty(),
        number("uid", 10),
        number("gid", 10));
  }

  private OptionalLong number(String key, int radix) {
    var written = values.get(key);
    if (written == null) {
      return OptionalLong.empty();
    }
    try {
      long number = written.startsWith("+") ? -1 : Long.parseLong(written, radix);
      if (number >= 0 && number <= 0xFFFF_FFFFL) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException e) {
      // Said below, as for numbers out of range.
    }
    throw invalid("invalid value %s for %s".formatted(written, key))
        .advising(
            radix == 8 ? "A mode is octal, such as 0400." : "Users and groups are numbers here.");
  }

  private Access access(String key, Optional<String> value, Access meant) {
    boolean holds = value.map(text -> bool(key, text)).orElse(true);
    boolean readOnly = (meant == Access.READ_ONLY) == holds;
    return readOnly ? Access.READ_ONLY : Access.READ_WRITE;
  }

  private boolean bool(String key, String text) {
    return GoBoolean.parse(text)
        .orElseThrow(() -> invalid("invalid value for %s: %s".formatted(key, text)));
  }

  private Optional<String> from() {
    return given("from");
  }

  private String target() {
    return text("target");
  }

  private String text(String key) {
    return values.getOrDefault(key, "");
  }

  private Optional<String> given(String key) {
    return Optional.of(text(key)).filter(text -> !text.isEmpty());
  }

  private static String lastPart(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }

  private static String cleaned(String path) {
    return SlashPath.clean(path);
  }

  private Invalid suggesting(String problem, String word, List<String> known) {
    var near = Suggestion.of(word, known);
    var wrong = invalid(problem + Suggestion.phrase(near));
    return near.isPresent()
        ? wrong
        : wrong.advising("It is one of %s.".formatted(String.join(", ", known)));
  }

  private Invalid invalid(String problem) {
    return Invalid.of(source, flag.word().span(), problem);
  }
}
