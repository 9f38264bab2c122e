package dev.slipway.cli;

import java.util.Arrays;
import java.util.List;

/// The program from arguments to exit code, for one run in given surroundings.
public final class Program {
  private Program() {}

  /// Runs the command that `arguments` say; never throws and never exits.
  public static ExitCode run(Surroundings surroundings, String... arguments) {
    var code = ended(surroundings, arguments);
    if (code.equals(ExitCode.SUCCESS) && surroundings.out().checkError()) {
      surroundings
          .err()
          .println("slipway: all is done, but standard output did not take the result");
      return ExitCode.FAILURE;
    }
    return code;
  }

  private static ExitCode ended(Surroundings surroundings, String... arguments) {
    try {
      return dispatch(surroundings, arguments);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return new Failures(surroundings, style(surroundings, arguments)).report(failure);
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  private static ExitCode dispatch(Surroundings surroundings, String... arguments) {
    if (arguments.length == 0) {
      surroundings.err().print(HelpPage.ofProgram());
      return ExitCode.USAGE;
    }
    var verb =
        switch (arguments[0]) {
          case "--help", "-h" -> Verb.HELP;
          case "--version" -> Verb.VERSION;
          default -> Verb.named(arguments[0]);
        };
    var command = verb.command();
    command.prepare();
    var parser = new Parser(verb, command);
    var given = parser.parse(surroundings, Arrays.copyOfRange(arguments, 1, arguments.length));
    if (given.askForHelp()) {
      surroundings.out().print(parser.helpPage());
      return ExitCode.SUCCESS;
    }
    surroundings.cancellation().onCancel(Thread.currentThread()::interrupt);
    var timeout = given.find("--timeout");
    if (timeout.isEmpty()) {
      return command.run(given, surroundings);
    }
    try (var _ = Deadline.start(verb, timeout.get(), surroundings.cancellation())) {
      return command.run(given, surroundings);
    }
  }

  /// How a failure is told; asked when nobody knows whether the arguments could be read.
  private static Failures.Style style(Surroundings surroundings, String... arguments) {
    var words = List.of(arguments);
    if (words.contains("--stacktrace")
        || surroundings.variable("SLIPWAY_STACKTRACE").filter("true"::equals).isPresent()) {
      return Failures.Style.STACK_TRACE;
    }
    int flag = words.indexOf("--progress");
    var progress =
        flag >= 0 && flag + 1 < words.size()
            ? words.get(flag + 1)
            : words.stream()
                .filter(word -> word.startsWith("--progress="))
                .map(word -> word.substring("--progress=".length()))
                .findFirst()
                .or(() -> surroundings.variable("SLIPWAY_PROGRESS"))
                .orElse("");
    return progress.equals("rawjson") ? Failures.Style.JSON : Failures.Style.TEXT;
  }
}
