package dev.slipway.cli;

import dev.slipway.builder.Builder;
import dev.slipway.builder.BuiltImage;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.PlaceName;
import java.util.LinkedHashMap;
import java.util.List;

/// `slipway push NAME [TARGET]`.
final class PushCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Brings an image into a registry.",
        "",
        "Blobs that the registry has are not sent again. The tag is written last.",
        "Prints the name with the digest that it has now.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.required(
            0,
            "NAME",
            "The image's name in the registry, and in the local store. Before a TARGET: where it"
                + " is, store:NAME, oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE; a bare"
                + " NAME is a registry's there."),
        Operand.optional(1, "TARGET", "The image's name in the registry."),
        Flag.value("OS/ARCH", "Of an index, push only the manifest for this.", "--platform"),
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
    var target = arguments.read(arguments.find(1).orElse(arguments.argument(0)), PlaceName::parse);
    if (!(target instanceof PlaceName.InRegistry(var reference))) {
      throw new CommandException.Usage(
          "slipway push: %s is not in a registry; slipway pull goes the other way"
              .formatted(target));
    }
    var source =
        arguments.find(1).isPresent()
            ? arguments.read(arguments.argument(0), PlaceName::parse)
            : new PlaceName.InStore(reference.withDefaultTag());
    var copied =
        source instanceof PlaceName.InStore(var stored)
            ? fromStore(arguments, surroundings, stored, reference)
            : transfer(
                Progress.of("push", "Pushing", arguments, surroundings),
                arguments,
                surroundings,
                source,
                target);
    report(arguments, surroundings, reference.name(), copied);
    return ExitCode.SUCCESS;
  }

  private static Descriptor fromStore(
      Arguments arguments, Surroundings surroundings, Reference stored, Reference target) {
    if (arguments.value("--platform").isPresent()) {
      throw new CommandException.Usage(
          "slipway push: an image of the local store has one platform: leave --platform out");
    }
    try (var progress = Progress.of("push", "Pushing", arguments, surroundings);
        var places = new Places(arguments, surroundings, progress)) {
      var builder = places.builder();
      return builder.push(image(builder, stored, target), target, progress.transfers());
    }
  }

  /// Says how an image is pushed that has the name without the registry.
  private static BuiltImage image(Builder builder, Reference stored, Reference target) {
    try {
      return Stored.image(builder, stored);
    } catch (CommandException.Failed e) {
      throw builder
          .store()
          .images()
          .near(stored)
          .filter(near -> stored.equals(target.withDefaultTag()) && isMeantFor(near, target))
          .map(
              near ->
                  new CommandException.Failed(
                      "%s; to push that one there: slipway push store:%s %s"
                          .formatted(e.getMessage(), near.familiar(), target.familiar())))
          .orElse(e);
    }
  }

  // A host that was mistyped is not to be pushed to.
  private static boolean isMeantFor(Reference near, Reference target) {
    return near.registry().equals(Reference.DOCKER_HUB)
        && !target.registry().equals(Reference.DOCKER_HUB)
        && lastWord(near).equals(lastWord(target));
  }

  private static String lastWord(Reference name) {
    return name.repository().substring(name.repository().lastIndexOf('/') + 1);
  }

  static Descriptor transfer(
      Progress progress,
      Arguments arguments,
      Surroundings surroundings,
      PlaceName source,
      PlaceName target) {
    try (progress;
        var places = new Places(arguments, surroundings, progress)) {
      var platform =
          arguments.value("--platform").map(text -> arguments.read(text, Platform::parse));
      return new Transfer(places, platform, progress.transfers()).run(source, target);
    }
  }

  static void report(
      Arguments arguments, Surroundings surroundings, String name, Descriptor copied) {
    if (arguments.has("--json")) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("name", name);
      fields.put("digest", copied.digest());
      fields.put("mediaType", copied.mediaType().name());
      fields.put("size", copied.size());
      surroundings.out().println(Json.text(fields));
    } else {
      surroundings.out().println(name + "@" + copied.digest());
    }
  }
}
