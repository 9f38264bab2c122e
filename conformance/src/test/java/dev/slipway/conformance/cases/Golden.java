package dev.slipway.conformance.cases;

import dev.slipway.conformance.oracle.BuiltImage;
import dev.slipway.conformance.oracle.Portrait;
import dev.slipway.conformance.oracle.View;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The lines that are kept of a case: the portrait of its image, or `error` with a message.
///
/// What depends on machine, clock or port is said in words: the host's platform not at all, the
/// time of the case as `case`, any time since 2025 as `now`, the server as `http://SERVER`.
record Golden(Case example, List<BuiltImage> bases, String url) {

  private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");

  Portrait portrait(BuiltImage image) {
    var view = new View(bases, example.aspects(), this::time);
    var portrait = view.of(image);
    UnaryOperator<String> words = text -> text.replace(url, "http://SERVER");
    var config = new TreeMap<>(portrait.config());
    config.replaceAll((_, value) -> words.apply(value));
    if (example.option("platform").isEmpty()) {
      config.remove("architecture", "\"" + Workbench.architecture() + "\"");
      config.remove("os", "\"linux\"");
    }
    var tree = new TreeMap<>(portrait.tree());
    tree.replaceAll((_, value) -> words.apply(value));
    var history = portrait.history().stream().map(words).toList();
    return new Portrait(config, history, portrait.layers(), tree);
  }

  List<String> lines(BuiltImage image) {
    return portrait(image).lines();
  }

  List<String> lines(ImageBuilder.Failed failure) {
    return List.of("error " + failure.message().replace(url, "http://SERVER"));
  }

  private String time(Instant modified) {
    if (modified.equals(Instant.ofEpochSecond(example.time()))) {
      return "case";
    }
    return modified.isAfter(NOW) ? "now" : modified.toString();
  }
}
