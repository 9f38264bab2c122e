package dev.slipway.cli;

import dev.slipway.builder.Cleaning;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/// `slipway prune`.
final class PruneCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Removes from the local store what no named image needs; `slipway remove` takes names away.",
        "",
        "What builds have used within the last week stays, so that they are fast; --keep says",
        "otherwise. Removes nothing while a build is running.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Flag.value(
            "AGE",
            "Keep what builds used within this time: 30m, 12h, 7d; 0s keeps none.",
            "--keep"),
        Flag.toggle("Remove nothing; say how much it would be.", "--dry-run"),
        Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var age = age(arguments.value("--keep").orElse("7d"));
    var since = age.isZero() ? Instant.MAX : Clock.systemUTC().instant().minus(age);
    try (var places = new Places(surroundings)) {
      var settings = BuildCommand.settings(surroundings, places);
      boolean dry = arguments.has("--dry-run");
      var removed =
          (dry ? Cleaning.preview(settings, since) : Cleaning.prune(settings, since))
              .orElseThrow(
                  () ->
                      new CommandException.Failed(
                          "slipway prune: a build has the store open; try again when it is done"));
      if (arguments.has("--json")) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("files", removed.files());
        fields.put("bytes", removed.bytes());
        surroundings.out().println(Json.text(fields));
      } else {
        surroundings
            .out()
            .printf(
                "%s %d files, %s%n",
                dry ? "would remove" : "removed", removed.files(), Sizes.text(removed.bytes()));
      }
    }
    return ExitCode.SUCCESS;
  }

  private static Duration age(String text) {
    return TimeSpan.parse(text)
        .orElseThrow(
            () ->
                new CommandException.Usage(
                    "slipway prune: --keep %s is not a time such as 30m, 12h or 7d"
                        .formatted(text)));
  }
}
