package dev.slipway.cli;

import dev.slipway.builder.store.Reason;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The values that `build` gives to ARG: from files, from flags, and from the environment.
///
/// Of several values for one name the last counts, and flags come after files.
///
/// @param arguments the flags
/// @param surroundings the environment, and where paths begin
record BuildArguments(Arguments arguments, Surroundings surroundings) {
  private static final String EPOCH = "SOURCE_DATE_EPOCH";

  static List<Parameter> all() {
    return List.of(
        Flag.values(
            "NAME[=VALUE]", "A value for ARG; without VALUE, from the environment.", "--build-arg"),
        Flag.values(
            "FILE",
            "Values for ARG, one NAME=VALUE a line; lines that begin with # say nothing."
                + " --build-arg counts before it.",
            "--build-arg-file"));
  }

  /// Name by name; what has no value anywhere is left out.
  Map<String, String> values() {
    var values = new LinkedHashMap<String, String>();
    // As buildx does: the variable is known to many tools, and whoever sets it means all of them.
    surroundings.variable(EPOCH).ifPresent(time -> values.put(EPOCH, time));
    for (var file : arguments.values("--build-arg-file")) {
      read(file, values);
    }
    arguments.values("--build-arg").forEach(text -> put(text, values));
    return values;
  }

  private void read(String file, Map<String, String> values) {
    int number = 0;
    for (var line : lines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      var name = line.split("=", 2)[0];
      if (name.isEmpty() || !name.equals(name.strip()) || name.indexOf(' ') >= 0) {
        throw new CommandException.Usage(
            "slipway build: --build-arg-file %s: line %d is not NAME=VALUE, without blanks around NAME: %s"
                .formatted(file, number, line));
      }
      put(line, values);
    }
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(surroundings.resolve(file));
    } catch (MalformedInputException e) {
      throw new CommandException.Failed(
          "slipway build: --build-arg-file %s is not a text in UTF-8".formatted(file));
    } catch (IOException e) {
      throw new CommandException.Failed(
          "slipway build: --build-arg-file %s cannot be read: %s".formatted(file, Reason.of(e)));
    }
  }

  private void put(String text, Map<String, String> values) {
    var pair = BuildFlags.Pair.of("--build-arg", text);
    // A variable that is set and empty is a value, too.
    pair.value()
        .or(() -> Optional.ofNullable(surroundings.environment().get(pair.name())))
        .ifPresentOrElse(value -> values.put(pair.name(), value), () -> values.remove(pair.name()));
  }
}
