package dev.slipway.builder.plan;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Expansion;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.scope.GlobalScope;
import dev.slipway.image.ImageException;
import dev.slipway.image.Platform;

/// What the words of a FROM say once their variables are expanded.
///
/// @param expansion the words of the file
/// @param settings what the caller wants
/// @param globals the variables that a FROM sees
record FromWords(Expansion expansion, PlanSettings settings, GlobalScope globals) {
  /// The name of the base.
  ///
  /// @throws DockerfileException.Invalid when it cannot be expanded, or to nothing
  String image(Stage stage) {
    var word = stage.from().image();
    var image = expand(word);
    if (image.isBlank()) {
      throw wrong(word, "base name (%s) should not be blank".formatted(word.text()));
    }
    return image;
  }

  /// The platform that the stage asks for: its own, or that of the build.
  ///
  /// @throws DockerfileException.Invalid when it is none
  Platform platform(Stage stage) {
    var word = stage.from().platform().filter(written -> !written.text().isEmpty());
    if (word.isEmpty()) {
      return settings.platform();
    }
    var text = expand(word.get());
    try {
      return Platform.parse(text, settings.machine());
    } catch (ImageException e) {
      throw wrong(word.get(), "failed to parse platform %s: %s".formatted(text, e.getMessage()));
    }
  }

  private String expand(Word word) {
    return expansion.text(word, globals);
  }

  private DockerfileException.Invalid wrong(Word word, String problem) {
    return DockerfileException.Invalid.of(expansion.source(), word.span(), problem);
  }
}
