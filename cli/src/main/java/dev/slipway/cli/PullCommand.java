package dev.slipway.cli;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.PlaceName;
import java.util.List;

/// `slipway pull NAME [TARGET]`.
final class PullCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Brings an image from a registry to this machine.",
        "",
        "Without a TARGET it goes into the local store, under the same name: `slipway images`"
            + " lists",
        "it, FROM finds it with --pull=never too, and `slipway push` and store:NAME name it. The",
        "store takes the manifest for one platform, layouts and archives take all that there are.",
        "Prints the name with the digest of what came.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.required(0, "NAME", "The image's name in the registry."),
        Operand.optional(
            1,
            "TARGET",
            "Where to: store:NAME, oci:DIR[:TAG], oci-archive:FILE[:TAG] or"
                + " docker-archive:FILE[:NAME]; a FILE of - is standard output. Default: the local"
                + " store, under NAME."),
        Flag.value(
            "OS/ARCH",
            "Of an image for several platforms, the one to take. Default: into the store this"
                + " machine's, else all.",
            "--platform"),
        Flag.plainHttp(),
        Progress.flag(),
        Progress.quietFlag(),
        Deadline.flag(),
        Flag.json());
  }

  @Override
  public void prepare() {
    HeadStart.begin();
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var source = arguments.read(arguments.argument(0), PlaceName::parse);
    if (!(source instanceof PlaceName.InRegistry(var reference))) {
      throw new CommandException.Usage(
          "slipway pull: %s is not in a registry; slipway push goes the other way"
              .formatted(source));
    }
    var target =
        arguments
            .find(1)
            .map(text -> arguments.read(text, PlaceName::parse))
            .orElseGet(() -> new PlaceName.InStore(reference));
    if (StandardOutput.isIn(target)) {
      StandardOutput.check("pull", arguments, surroundings);
    }
    var copied =
        target instanceof PlaceName.InStore(var name)
            ? intoStore(arguments, surroundings, reference, name)
            : PushCommand.transfer(
                Progress.of("pull", "Pulling", arguments, surroundings),
                arguments,
                surroundings,
                source,
                target);
    if (!StandardOutput.isIn(target)) {
      PushCommand.report(arguments, surroundings, reference.name(), copied);
    }
    return ExitCode.SUCCESS;
  }

  private static Descriptor intoStore(
      Arguments arguments, Surroundings surroundings, Reference source, Reference name) {
    var machine = Version.current().machine();
    var wanted = arguments.value("--platform").map(text -> arguments.read(text, Platform::parse));
    try (var progress = Progress.of("pull", "Pulling", arguments, surroundings);
        var places = new Places(arguments, surroundings, progress)) {
      var builder = places.builder();
      var manifest =
          Places.asking(
              new PlaceName.InRegistry(source),
              () -> builder.pull(source, name, wanted.orElse(machine), progress.transfers()));
      var platform = builder.find(name).config().config().platform();
      if (wanted.orElse(machine).rank(platform).isEmpty()) {
        progress.warn(
            "%s is for %s and not for %s"
                .formatted(source.familiar(), platform, wanted.orElse(machine)));
      }
      return manifest;
    }
  }
}
