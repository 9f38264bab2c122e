package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Command;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.scope.StageScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads one RUN.
final class RunFold {
  private final Planner planner;
  private final Stage stage;
  private final StageWords words;
  private final StageScope scope;
  private final ConfigFold config;

  RunFold(Planner planner, Stage stage, StageWords words, StageScope scope, ConfigFold config) {
    this.planner = planner;
    this.stage = stage;
    this.words = words;
    this.scope = scope;
    this.config = config;
  }

  MadeStep run(Instruction.Run run) {
    var script = script(run.command());
    var commandLine = commandLine(run, script);
    var seen = scope.seen();
    var proxies = planner.proxies();
    var action =
        new Action.Run(
            commandLine,
            script,
            proxies.isEmpty() ? seen : seen.over(proxies),
            unkeyed(proxies.keySet()),
            config.user(),
            config.directory(),
            network(run),
            security(run),
            mounts(run));
    return new MadeStep.Known(run, action, new CreatedBy.Command(seen, commandLine));
  }

  // What a RUN sees and is not known by.
  private List<String> unkeyed(Set<String> proxies) {
    if (proxies.isEmpty()) {
      return List.of();
    }
    var unkeyed = new ArrayList<>(proxies);
    unkeyed.removeIf(name -> scope.find(name).isPresent());
    return unkeyed;
  }

  private List<RunMount> mounts(Instruction.Run run) {
    return run.mounts().isEmpty()
        ? List.of()
        : new MountFold(planner, stage, words, config.directory()).fold(run.mounts());
  }

  private static Action.Network network(Instruction.Run run) {
    return switch (run.network().orElse(Instruction.Network.DEFAULT)) {
      case DEFAULT -> Action.Network.DEFAULT;
      case HOST -> Action.Network.HOST;
      case NONE -> Action.Network.NONE;
    };
  }

  private static Action.Security security(Instruction.Run run) {
    return switch (run.security().orElse(Instruction.Security.SANDBOX)) {
      case SANDBOX -> Action.Security.SANDBOX;
      case INSECURE -> Action.Security.INSECURE;
    };
  }

  // A lone heredoc that begins with #! is a program of its own.
  private static Optional<Action.InlineFile> script(Command command) {
    return command instanceof Command.Shell(var text, var heredocs)
            && isLone(text, heredocs)
            && heredocs.getFirst().content().startsWith("#!")
        ? Optional.of(
            new Action.InlineFile(heredocs.getFirst().name(), heredocs.getFirst().content()))
        : Optional.empty();
  }

  private static boolean isLone(String text, List<Heredoc> heredocs) {
    return heredocs.size() == 1
        && text.strip().matches("[0-9]*<<-?\\s*[^\\s<]+.*")
        && !text.strip().replaceFirst("[0-9]*<<-?\\s*", "").contains(" ");
  }

  private List<String> commandLine(Instruction.Run run, Optional<Action.InlineFile> script) {
    return switch (run.command()) {
      case Command.Exec(var arguments) when arguments.isEmpty() ->
          throw words.wrong(run.origin().keyword(), "arguments are required");
      case Command.Exec(var arguments) -> arguments;
      case Command.Shell(var text, var heredocs) ->
          config.inShell(
              script
                  .map(file -> "/dev/pipes/" + file.name())
                  .orElseGet(() -> shellText(text, heredocs)));
    };
  }

  private static String shellText(String text, List<Heredoc> heredocs) {
    if (isLone(text, heredocs)) {
      return heredocs.getFirst().content();
    }
    var whole = new StringBuilder(text);
    for (var heredoc : heredocs) {
      whole.append('\n').append(heredoc.body()).append(heredoc.name());
    }
    return whole.toString();
  }
}
