package dev.slipway.cli;

import java.util.List;

/// `slipway help [COMMAND]`.
final class HelpCommand implements Command {
  @Override
  public List<String> description() {
    return List.of("Explains the program, or one of its commands.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.optional(0, "COMMAND", "The command to explain; without it, the list of all."));
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var page =
        arguments.find(0).map(word -> HelpPage.of(Verb.named(word))).orElseGet(HelpPage::ofProgram);
    surroundings.out().print(page);
    return ExitCode.SUCCESS;
  }
}
