package dev.slipway.cli;

import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.Builder;
import dev.slipway.builder.BuilderSettings;
import dev.slipway.builder.BuiltImage;
import dev.slipway.image.Reference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

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
  public List<ArgSpec> parameters() {
    var parameters = new ArrayList<ArgSpec>();
    parameters.add(Flag.required(0, "CONTEXT", "The folder that COPY and ADD take files from."));
    parameters.addAll(BuildFlags.input());
    parameters.addAll(BuildArguments.all());
    parameters.addAll(RunFlags.all());
    parameters.addAll(BuildFlags.output());
    return parameters;
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var request = new BuildFlags(arguments, surroundings).request();
    var names = names(arguments);
    var outputs = outputs(arguments, surroundings);
    var results = new BuildResults(arguments, surroundings, names);
    var progress = Progress.of(arguments, surroundings);
    try (var places = new Places(surroundings);
        var builder = Builder.open(settings(surroundings, places))) {
      if (arguments.has("--explain")) {
        surroundings.out().print(Explained.text(builder.explain(request, progress)));
        return ExitCode.SUCCESS;
      }
      var image = build(builder, request, progress);
      if (outputs.isEmpty()) {
        names.forEach(name -> builder.keep(image, name));
        results.report(image.id());
      } else {
        var written =
            outputs.stream()
                .map(output -> output.write(builder, image, names, progress))
                .reduce((_, last) -> last)
                .orElseThrow();
        results.report(written.id(), written.manifest());
      }
    }
    return ExitCode.SUCCESS;
  }

  private static BuiltImage build(Builder builder, BuildRequest request, Progress progress) {
    var image = builder.build(request, progress);
    if (!image.unusedArguments().isEmpty()) {
      progress.warn(
          "no ARG takes these build arguments: "
              + String.join(", ", new java.util.TreeSet<>(image.unusedArguments())));
    }
    return image;
  }

  static BuilderSettings settings(Surroundings surroundings, Places places) {
    return BuilderSettings.of(Homes.store(surroundings), places.client())
        .withWorkerOptions(Distribution.workerOptions());
  }

  private static List<Reference> names(Arguments arguments) {
    var names = new LinkedHashSet<Reference>();
    arguments.values("--tag").forEach(text -> names.add(Reference.parse(text).withDefaultTag()));
    for (var name : names) {
      if (name.digest().isPresent()) {
        throw new CommandException.Usage(
            "slipway build: --tag %s names a digest, which only the result can decide"
                .formatted(name.familiar()));
      }
    }
    return List.copyOf(names);
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
      throw new CommandException.Usage("slipway build: to push, say where with --tag NAME");
    }
    return outputs;
  }
}
