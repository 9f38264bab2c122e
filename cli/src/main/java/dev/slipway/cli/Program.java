package dev.slipway.cli;

import java.util.Arrays;
import java.util.List;

/// The program from arguments to exit code, for one run in given surroundings.
public final class Program {
  private Program() {}

  /// Runs the command that `arguments` say; never throws and never exits.
  public static ExitCode run(Surroundings surroundings, String... arguments) {
    try {
      return dispatch(surroundings, arguments);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return new Failures(surroundings, wantsStackTrace(surroundings, arguments)).report(failure);
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
    var parser = new Parser(verb, command);
    var parsed = parser.parse(surroundings, Arrays.copyOfRange(arguments, 1, arguments.length));
    if (parsed.isUsageHelpRequested()) {
      surroundings.out().print(parser.helpPage());
      return ExitCode.SUCCESS;
    }
    surroundings.cancellation().onCancel(Thread.currentThread()::interrupt);
    return command.run(new Arguments(parsed), surroundings);
  }

  private static boolean wantsStackTrace(Surroundings surroundings, String... arguments) {
    return List.of(arguments).contains("--stacktrace")
        || surroundings.variable("SLIPWAY_STACKTRACE").filter("true"::equals).isPresent();
  }
}
