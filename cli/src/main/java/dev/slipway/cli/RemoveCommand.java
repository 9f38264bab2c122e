package dev.slipway.cli;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Reference;
import dev.slipway.registry.PlaceName;
import java.util.List;
import java.util.Map;

/// `slipway remove NAME…`.
final class RemoveCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Removes names from the local store, and prints them.",
        "",
        "What they named stays until `slipway prune`, and longer where another name needs it or a",
        "build used it lately. Where one of several names is not there, none is removed. Registries",
        "are not touched.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.several(
            "NAME", "A name as `slipway images` lists it; without a tag it means latest."),
        Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var names = arguments.arguments(0).stream().map(text -> name(arguments, text)).toList();
    if (names.isEmpty()) {
      throw new CommandException.Usage(
          "slipway remove: say which names; `slipway images` lists them");
    }
    List<String> removed;
    try (var store = Stored.open(surroundings)) {
      removed = store.images().remove(names).stream().map(Reference::familiar).toList();
    } catch (BuildException.Definition e) {
      // No Dockerfile is to blame here.
      throw new CommandException.Failed("slipway remove: " + e.getMessage());
    }
    if (arguments.has("--json")) {
      surroundings.out().println(Json.text(Map.of("names", removed)));
    } else {
      removed.forEach(surroundings.out()::println);
    }
    return ExitCode.SUCCESS;
  }

  private static Reference name(Arguments arguments, String text) {
    return switch (arguments.read(text, PlaceName::parse)) {
      case PlaceName.InStore(var reference) -> reference;
      case PlaceName.InRegistry(var reference) -> reference;
      case PlaceName.InLayout _, PlaceName.InArchive _, PlaceName.InDockerArchive _ ->
          throw new CommandException.Usage(
              "slipway remove: %s is not in the local store; delete the file or the folder"
                  .formatted(text));
    };
  }
}
