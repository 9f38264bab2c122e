package dev.slipway.cli;

import dev.slipway.builder.store.ImageRecord;
import dev.slipway.builder.store.Images;
import dev.slipway.image.Digest;
import dev.slipway.image.Reference;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `slipway images`.
final class ImagesCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Lists the images of the local store: name, ID, and when it got the name.",
        "",
        "Those are the images that were built or pulled here. The ID is the digest of the config.",
        "Other commands name them as store:NAME.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Flag.json());
  }

  /// An image and its name.
  private record Row(Reference name, ImageRecord image) {
    Map<String, Object> fields() {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("name", name.familiar());
      fields.put("id", image.config());
      image.manifest().ifPresent(manifest -> fields.put("manifest", manifest.digest()));
      fields.put("stored", image.stored());
      fields.put("layers", image.layers().stream().map(layer -> layer.diffId()).toList());
      return fields;
    }
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    try (var store = Stored.open(surroundings)) {
      var rows = rows(store.images());
      var out = surroundings.out();
      if (arguments.has("--json")) {
        out.println(Json.text(rows.stream().map(Row::fields).toList()));
      } else {
        int width = rows.stream().mapToInt(row -> row.name().familiar().length()).max().orElse(0);
        for (var row : rows) {
          out.println(line(row, width));
        }
      }
    }
    return ExitCode.SUCCESS;
  }

  private static List<Row> rows(Images images) {
    return images.names().stream()
        .flatMap(name -> images.find(name).map(image -> new Row(name, image)).stream())
        .toList();
  }

  private static String line(Row row, int width) {
    Digest id = row.image().config();
    var name = row.name().familiar();
    return name
        + " ".repeat(width - name.length())
        + "  "
        + id
        + "  "
        + row.image().stored().truncatedTo(ChronoUnit.SECONDS);
  }
}
