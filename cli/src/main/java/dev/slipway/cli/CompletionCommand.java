package dev.slipway.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// `slipway completion SHELL`.
final class CompletionCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Prints a script with which a shell completes commands and flags.",
        "",
        "For one session, or in ~/.bashrc or ~/.zshrc for all:",
        "",
        "  source <(slipway completion bash)",
        "  source <(slipway completion zsh)");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Operand.required(0, "SHELL", "bash or zsh."));
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var shell = arguments.argument(0);
    if (!List.of("bash", "zsh").contains(shell)) {
      throw new CommandException.Usage(
          "slipway completion: '%s' is neither bash nor zsh".formatted(shell));
    }
    var root = new CommandLine(CommandSpec.create().name("slipway"));
    for (var verb : Verb.values()) {
      root.addSubcommand(verb.word(), new Parser(verb, verb.command()).commandLine());
    }
    // One script serves both: it makes zsh understand what bash does.
    surroundings.out().print(AutoComplete.bash("slipway", root));
    return ExitCode.SUCCESS;
  }
}
