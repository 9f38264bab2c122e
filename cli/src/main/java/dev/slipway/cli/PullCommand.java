package dev.slipway.cli;

import dev.slipway.registry.PlaceName;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

/// `slipway pull NAME TARGET`.
final class PullCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Brings an image from a registry to this machine.",
        "",
        "Prints the name with the digest of what came.");
  }

  @Override
  public List<ArgSpec> parameters() {
    return List.of(
        Flag.required(0, "NAME", "The image's name in the registry."),
        Flag.required(
            1, "TARGET", "oci:DIR[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME]."),
        Flag.value("OS/ARCH", "Of an index, pull only the manifest for this.", "--platform"),
        Flag.toggle("Print no progress.", "-q", "--quiet"),
        Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var source = PlaceName.parse(arguments.argument(0));
    if (!(source instanceof PlaceName.InRegistry(var reference))) {
      throw new CommandException.Usage(
          "slipway pull: %s is not in a registry; slipway push goes the other way"
              .formatted(source));
    }
    var target = PlaceName.parse(arguments.argument(1));
    var copied = PushCommand.transfer(arguments, surroundings, source, target);
    PushCommand.report(arguments, surroundings, reference.name(), copied);
    return ExitCode.SUCCESS;
  }
}
