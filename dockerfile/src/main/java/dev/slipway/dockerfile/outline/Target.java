package dev.slipway.dockerfile.outline;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
import java.util.List;
import java.util.Optional;

/// A stage that can be built. `base` and `platform` are as written; `chosen` tells that it is built
/// when no target is asked for.
public record Target(
    Optional<String> name,
    boolean chosen,
    Optional<String> description,
    String base,
    Optional<String> platform,
    Span span) {

  /// All stages of `file`, in order.
  public static List<Target> of(Dockerfile file) {
    return file.stages().stream().map(stage -> of(file, stage)).toList();
  }

  private static Target of(Dockerfile file, Stage stage) {
    var from = stage.from();
    return new Target(
        stage.name(),
        stage.index() == file.lastStage().index(),
        stage.name().flatMap(from.origin()::description),
        from.image().text(),
        from.platform().map(Word::text).filter(text -> !text.isEmpty()),
        from.span());
  }
}
