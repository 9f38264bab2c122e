package dev.slipway.cli;

import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.DockerfileLocation;
import dev.slipway.builder.Evaluation;
import dev.slipway.builder.store.Reason;
import dev.slipway.cli.check.Checked;
import dev.slipway.cli.check.RulePages;
import dev.slipway.dockerfile.lint.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `slipway lint FILE…`.
final class LintCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Checks Dockerfiles: what builds but could be better, and what cannot be built.",
        "",
        "Asks no registry and needs no store, so that it says the same everywhere; `slipway build",
        "--check` also looks at base images. Exits 0 when nothing was found, 1 on warnings, 3 when a",
        "build would stop.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.several(
            "FILE",
            "A Dockerfile, a folder that holds one, or - for standard input. Default: the Dockerfile"
                + " of the working directory."),
        Flag.value("HOW", "text, json (as BuildKit's) or sarif (for code hosts).", "--format"),
        Flag.toggle("The same as --format json.", "--json"),
        CheckFlags.rules(),
        Flag.toggle("Exit 0 on warnings.", "--no-fail"),
        Flag.value("STAGE", "Check only this stage and what it needs.", "--target"),
        Flag.values(
            "NAME[=VALUE]", "A value for ARG; without VALUE, from the environment.", "--build-arg"),
        Flag.value("OS/ARCH", "The platform to check for. Default: this machine's.", "--platform"),
        Flag.value(
            "DIR",
            "The build context, whose ignore file and secrets count. Default: the folder of FILE.",
            "--context"),
        Flag.value("RULE", "Check nothing; print the page about a rule.", "--explain"));
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var rule = arguments.value("--explain");
    if (rule.isPresent()) {
      surroundings.out().print(RulePages.of(named(rule.get())));
      return ExitCode.SUCCESS;
    }
    var flags = new CheckFlags(arguments, surroundings);
    var output = new CheckOutput(surroundings, flags.format(), flags.status());
    var rules = flags.ownRules();
    var files = arguments.arguments(0);
    var checked = new ArrayList<Checked>();
    for (var file : files.isEmpty() ? List.of(".") : files) {
      var request = request(file, arguments, surroundings);
      var evaluation = Evaluation.of(request, Version.current().machine()).withOwnRules(rules);
      checked.add(checked(evaluation, surroundings));
    }
    return output.printLint(checked);
  }

  private static Checked checked(Evaluation evaluation, Surroundings surroundings) {
    var named = evaluation.called(surroundings.shown(evaluation.source().name()));
    return new Checked(named.source(), named.check());
  }

  private static BuildRequest request(String file, Arguments arguments, Surroundings surroundings) {
    var context = arguments.value("--context").map(surroundings::resolve);
    var path = surroundings.resolve(file);
    BuildRequest request;
    if (file.equals("-")) {
      request =
          BuildRequest.of(context.orElse(surroundings.directory()))
              .withDockerfile(
                  new DockerfileLocation.Inline("<stdin>", standardInput(surroundings)));
    } else if (Files.isDirectory(path)) {
      request = BuildRequest.of(path);
    } else if (Files.isRegularFile(path)) {
      request =
          BuildRequest.of(context.or(() -> Optional.ofNullable(path.getParent())).orElse(path))
              .withDockerfile(new DockerfileLocation.File(path));
    } else {
      throw new CommandException.Usage("slipway lint: there is no file %s".formatted(file));
    }
    return new CheckFlags(arguments, surroundings).applied(request);
  }

  private static String standardInput(Surroundings surroundings) {
    try {
      return new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandException.Failed(
          "slipway lint: cannot read standard input: " + Reason.of(e));
    }
  }

  private static Rule named(String id) {
    var known = Arrays.stream(Rule.values()).map(Rule::id).toList();
    return Rule.find(id)
        .orElseThrow(
            () ->
                new CommandException.Usage(
                    "slipway lint: there is no rule '%s'. %s"
                        .formatted(
                            id, Likeness.advice(id, known, "docs/checks lists all of them."))));
  }
}
