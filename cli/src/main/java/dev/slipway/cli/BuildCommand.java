package dev.slipway.cli;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.Builder;
import dev.slipway.builder.BuilderSettings;
import dev.slipway.builder.BuiltImage;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;
import dev.slipway.image.Reference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// `slipway build CONTEXT`.
final class BuildCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Builds an image from a Dockerfile.",
        "",
        "Without --push or -o the image stays in the local store, under the names of -t, and",
        "`slipway push` takes it from there. Prints one line for each name: name@digest, of the",
        "manifest where it was pushed or written, else the image's ID.");
  }

  @Override
  public List<Parameter> parameters() {
    var parameters = new ArrayList<Parameter>();
    parameters.add(
        Operand.required(
            0,
            "CONTEXT",
            "Where COPY and ADD take files from: a folder, a git repository, a web address (a tar,"
                + " or a lone Dockerfile), or - (the same on standard input)."));
    parameters.addAll(BuildFlags.input());
    parameters.addAll(BuildArguments.all());
    parameters.addAll(RunFlags.all());
    parameters.addAll(BuildFlags.output());
    return parameters;
  }

  @Override
  public void prepare() {
    HeadStart.begin();
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var request = new BuildFlags(arguments, surroundings).request();
    var rules = new CheckFlags(arguments, surroundings).ownRules();
    var call = Call.of(arguments);
    if (call.isPresent()) {
      return new Calling(call.get(), request, rules, surroundings).answer(arguments);
    }
    var names = names(arguments);
    var outputs = outputs(arguments, surroundings);
    var results = new BuildResults(arguments, surroundings, allNames(names, outputs));
    if (arguments.has("--explain")) {
      surroundings.out().print(explanation(request, rules, arguments, surroundings));
      return ExitCode.SUCCESS;
    }
    BuildOutput.Written written;
    try (var progress = Progress.of("build", "Building", arguments, surroundings);
        var places = new Places(arguments, surroundings, rules, progress)) {
      var builder = places.builder();
      written = written(builder, build(builder, request, progress), names, outputs, progress);
    } catch (BuildException.StepFailed e) {
      throw arguments.has("--exit-code-from-run") ? new CommandException.RunFailed(e) : e;
    }
    results.keep(written);
    if (outputs.stream().noneMatch(BuildOutput::isStandardOutput)) {
      results.print(written);
    }
    return ExitCode.SUCCESS;
  }

  private static BuildOutput.Written written(
      Builder builder,
      BuiltImage image,
      List<Reference> names,
      List<BuildOutput> outputs,
      Progress progress) {
    if (outputs.isEmpty()) {
      names.forEach(name -> builder.keep(image, name));
      return new BuildOutput.Written(image.id(), Optional.empty());
    }
    return outputs.stream()
        .map(output -> output.write(builder, image, names, progress))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private static String explanation(
      BuildRequest request, OwnRules rules, Arguments arguments, Surroundings surroundings) {
    try (var progress = Progress.of("build", "Planning", arguments, surroundings);
        var places = new Places(arguments, surroundings, rules, progress)) {
      var explanation = places.builder().explain(request, progress);
      return arguments.has("--json") ? Explained.json(explanation) : Explained.text(explanation);
    }
  }

  private static BuiltImage build(Builder builder, BuildRequest request, Progress progress) {
    var image = builder.build(request, progress);
    if (!image.unusedArguments().isEmpty()) {
      progress.warn(
          "no ARG takes these build arguments: "
              + String.join(", ", new TreeSet<>(image.unusedArguments())));
    }
    return image;
  }

  static BuilderSettings settings(Surroundings surroundings, Places places) {
    return BuilderSettings.of(Homes.store(surroundings), places.client())
        .withWorkerOptions(Distribution.workerOptions());
  }

  private static List<Reference> names(Arguments arguments) {
    var names = new LinkedHashSet<Reference>();
    arguments
        .values("--tag")
        .forEach(text -> names.add(arguments.read(text, Reference::parse).withDefaultTag()));
    for (var name : names) {
      if (name.digest().isPresent()) {
        throw new CommandException.Usage(
            "slipway build: --tag %s names a digest, which only the result can decide"
                .formatted(name.familiar()));
      }
    }
    return List.copyOf(names);
  }

  private static List<Reference> allNames(List<Reference> names, List<BuildOutput> outputs) {
    return names.isEmpty()
        ? outputs.stream().flatMap(output -> output.ownNames().stream()).distinct().toList()
        : names;
  }

  private static List<BuildOutput> outputs(Arguments arguments, Surroundings surroundings) {
    var outputs = new ArrayList<BuildOutput>();
    for (var text : arguments.values("--output")) {
      outputs.add(BuildOutput.parse(text, surroundings));
    }
    if (arguments.has("--push")) {
      outputs.add(new BuildOutput.Registry());
    }
    if (outputs.stream().anyMatch(BuildOutput::needsNames) && arguments.values("--tag").isEmpty()) {
      throw new CommandException.Usage(
          "slipway build: to push, say where with --tag NAME, or name=NAME in --output");
    }
    long streams = outputs.stream().filter(BuildOutput::isStandardOutput).count();
    if (streams > 1) {
      throw new CommandException.Usage(
          "slipway build: two archives cannot go to standard output; name a file for one of them");
    }
    if (streams == 1 && !arguments.has("--explain")) {
      StandardOutput.check("build", arguments, surroundings);
    }
    return outputs;
  }
}
