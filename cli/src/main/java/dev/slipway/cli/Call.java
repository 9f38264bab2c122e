package dev.slipway.cli;

import dev.slipway.cli.CheckOutput.Format;
import dev.slipway.cli.CheckOutput.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What `--call` and `--check` ask for instead of a build, in the words of `docker buildx build`:
/// `check,format=json,ignorestatus=true`.
///
/// @param method what is asked for
/// @param format in which form
/// @param status whether warnings count for the exit code
record Call(Method method, Format format, Status status) {
  /// What can be asked for.
  enum Method {
    /// What its checks find.
    CHECK,
    /// What can be given to a build of the target.
    OUTLINE,
    /// The stages that can be built.
    TARGETS
  }

  /// The call that is wanted; nothing when it is a build.
  ///
  /// @throws CommandException.Usage when there is no such call
  static Optional<Call> of(Arguments arguments) {
    var text = arguments.value("--call");
    var usual = arguments.has("--json") ? Format.JSON : Format.TEXT;
    if (arguments.has("--check")) {
      if (text.isPresent() && !text.get().split(",", 2)[0].equals("check")) {
        throw new CommandException.Usage(
            "slipway build: --check and --call %s ask for two things".formatted(text.get()));
      }
      return Optional.of(parse(text.orElse("check"), usual));
    }
    return text.filter(call -> !call.split(",", 2)[0].equals("build"))
        .map(call -> parse(call, usual));
  }

  private static Call parse(String text, Format usual) {
    var parts = text.split(",", -1);
    var method = method(parts[0]);
    var format = usual;
    var status = Status.HEEDED;
    for (var part : Arrays.asList(parts).subList(1, parts.length)) {
      var pair = part.split("=", 2);
      var value = pair.length > 1 ? pair[1] : "";
      switch (pair[0]) {
        case "format" -> format = Format.named(value);
        case "ignorestatus" -> status = status(text, value);
        default ->
            throw new CommandException.Usage(
                "slipway build: --call %s: '%s' is neither format=… nor ignorestatus=…"
                    .formatted(text, part));
      }
    }
    if (method != Method.CHECK && format == Format.SARIF) {
      throw new CommandException.Usage(
          "slipway build: --call %s: only checks have the format sarif".formatted(text));
    }
    return new Call(method, format, status);
  }

  private static Method method(String word) {
    // BuildKit's own name for the check.
    var known = word.equals("lint") ? "check" : word;
    return Arrays.stream(Method.values())
        .filter(method -> method.name().toLowerCase(Locale.ROOT).equals(known))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException.Usage(
                    "slipway build: --call %s is none of build, check, outline and targets"
                        .formatted(word)));
  }

  private static Status status(String text, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "t" -> Status.IGNORED;
      case "false", "0", "f" -> Status.HEEDED;
      default ->
          throw new CommandException.Usage(
              "slipway build: --call %s: ignorestatus is true or false".formatted(text));
    };
  }
}
