package dev.slipway.dockerfile;

import dev.slipway.dockerfile.FlagSet.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// RUN.
final class RunReader {
  private static final Map<String, Kind> RUN_FLAGS =
      Map.of(
          "mount", Kind.TEXTS,
          "network", Kind.TEXT,
          "security", Kind.TEXT,
          "device", Kind.TEXTS);

  private final Draft draft;

  RunReader(Draft draft) {
    this.draft = draft;
  }

  Instruction run() {
    var flags = draft.flags(RUN_FLAGS);
    var command = draft.command();
    if (command instanceof Command.Exec(var list) && list.isEmpty()) {
      throw draft.invalid(draft.origin().span(), "arguments are required");
    }
    return new Instruction.Run(
        draft.origin(),
        command,
        mounts(flags.texts("mount")),
        network(flags.text("network")),
        security(flags.text("security")),
        devices(flags.texts("device")));
  }

  private List<MountFlag> mounts(List<Word> words) {
    var mounts = new ArrayList<MountFlag>();
    for (var word : words) {
      mounts.add(mount(word));
    }
    return mounts;
  }

  private MountFlag mount(Word word) {
    var fields = new ArrayList<MountFlag.Field>();
    for (var text : csv(word, "mounts")) {
      int equals = text.indexOf('=');
      var key = (equals < 0 ? text : text.substring(0, equals)).toLowerCase(Locale.ROOT);
      var value = equals < 0 ? Optional.<String>empty() : Optional.of(text.substring(equals + 1));
      int dollar = value.orElse("").indexOf('$');
      if (key.equals("from") && dollar >= 0 && dollar < value.orElse("").length() - 1) {
        throw draft.invalid(
            word.span(), "'from' doesn't support variable expansion, define alias stage instead");
      }
      fields.add(new MountFlag.Field(key, value, text));
    }
    return new MountFlag(word, fields);
  }

  private List<String> csv(Word word, String what) {
    try {
      return Csv.fields(word.text());
    } catch (IllegalArgumentException e) {
      throw draft.invalid(
          word.span(), "failed to parse csv %s: %s".formatted(what, e.getMessage()));
    }
  }

  private Optional<Instruction.Network> network(Optional<Word> flag) {
    if (flag.isEmpty()) {
      return Optional.empty();
    }
    var word = flag.get();
    return switch (word.text()) {
      case "default" -> Optional.of(Instruction.Network.DEFAULT);
      case "none" -> Optional.of(Instruction.Network.NONE);
      case "host" -> Optional.of(Instruction.Network.HOST);
      default ->
          throw draft
              .invalid(word.span(), "invalid network mode \"%s\"".formatted(word.text()))
              .advising("There are default, none and host.");
    };
  }

  private Optional<Instruction.Security> security(Optional<Word> flag) {
    if (flag.isEmpty()) {
      return Optional.empty();
    }
    var word = flag.get();
    return switch (word.text()) {
      case "sandbox" -> Optional.of(Instruction.Security.SANDBOX);
      case "insecure" -> Optional.of(Instruction.Security.INSECURE);
      default ->
          throw draft
              .invalid(word.span(), "security \"%s\" is not valid".formatted(word.text()))
              .advising("There are sandbox and insecure.");
    };
  }

  private List<Device> devices(List<Word> words) {
    var devices = new ArrayList<Device>();
    for (var word : words) {
      devices.add(device(word));
    }
    return devices;
  }

  private Device device(Word word) {
    var name = "";
    var need = Device.Need.OPTIONAL;
    for (var field : csv(word, "devices")) {
      int equals = field.indexOf('=');
      var key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
      var value = equals < 0 ? "true" : field.substring(equals + 1);
      if (key.equals("required")) {
        boolean required =
            GoBoolean.parse(value)
                .orElseThrow(
                    () -> draft.invalid(word.span(), "invalid value for required: " + value));
        need = required ? Device.Need.REQUIRED : Device.Need.OPTIONAL;
      } else if (key.equals("name") && equals >= 0) {
        if (!name.isEmpty()) {
          throw draft.invalid(word.span(), "device name already set to " + name);
        }
        name = value;
      } else if (name.isEmpty()) {
        name = field;
      } else {
        throw draft.invalid(
            word.span(),
            equals < 0
                ? "invalid field '%s' must be a key=value pair".formatted(field)
                : "unexpected key '%s' in '%s'%s"
                    .formatted(
                        key,
                        field,
                        Suggestion.phrase(Suggestion.of(key, List.of("name", "required")))));
      }
    }
    return new Device(name, need);
  }
}
