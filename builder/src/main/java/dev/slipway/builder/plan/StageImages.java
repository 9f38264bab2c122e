package dev.slipway.builder.plan;

import dev.slipway.builder.NamedContext;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.scope.GlobalScope;
import dev.slipway.image.Platform;
import java.util.Optional;

/// The images from outside that stages stand on, for whoever wants to know them without a plan.
public final class StageImages {
  private final Dockerfile dockerfile;
  private final PlanSettings settings;
  private final OutsideNames outside;
  private final FromWords words;

  /// Asks `images` for the images of `dockerfile`, once they are wanted.
  ///
  /// @throws DockerfileException.Invalid when an argument before the first FROM is wrong
  public StageImages(Dockerfile dockerfile, PlanSettings settings, BaseImages images) {
    this.dockerfile = dockerfile;
    this.settings = settings;
    this.outside = new OutsideNames(dockerfile, new StageLookup(dockerfile), settings, images);
    this.words =
        new FromWords(
            dockerfile.expansion(),
            settings,
            GlobalScope.of(dockerfile, PlatformArguments.of(settings), settings.arguments()));
  }

  /// Says of every stage that its image is going to be asked for, so that the answers come at once.
  public void expectAll() {
    for (var stage : dockerfile.stages()) {
      outside.expectBase(stage, words);
    }
  }

  /// The image that `stage` stands on; nothing where a named context stands for something else.
  ///
  /// @param name what the FROM says after expansion, which is no earlier stage
  /// @throws RuntimeException of whoever could not find it
  public Optional<Basis.Image> find(Stage stage, String name) {
    var replacement = outside.replacement(stage);
    var reference = replacement.isPresent() ? reference(replacement.get()) : outside.image(name);
    return reference
        .filter(text -> !text.equals("scratch"))
        .map(text -> outside.find(stage.from().image(), text, words.platform(stage)));
  }

  private static Optional<String> reference(NamedContext context) {
    return switch (context) {
      case NamedContext.Folder _, NamedContext.Remote _ -> Optional.empty();
      case NamedContext.Image(var reference) -> Optional.of(reference);
      case NamedContext.Layout(var reference) -> Optional.of("oci:" + reference);
    };
  }

  /// The platform that `stage` asks for, when `image`, which was found for it, is for another one.
  ///
  /// Where nobody asked, any image will do whose programs run here; and whoever names a context
  /// knows what is in it.
  public Optional<Platform> missed(Stage stage, String name, Basis.Image image) {
    var wanted = words.platform(stage);
    var actual = image.config().platform();
    boolean same =
        wanted.os().equals(actual.os()) && wanted.architecture().equals(actual.architecture());
    boolean named = isNamed(stage, name);
    return same || named || (isOpen(stage) && settings.machine().rank(actual).isPresent())
        ? Optional.empty()
        : Optional.of(wanted);
  }

  private boolean isOpen(Stage stage) {
    return settings.chosen() == PlanSettings.Choice.DEFAULT
        && stage.from().platform().filter(word -> !word.text().isEmpty()).isEmpty();
  }

  /// Whether a context stands for what the FROM of `stage` says, or for the stage.
  public boolean isNamed(Stage stage, String name) {
    return outside.replaces(stage) || !outside.image(name).equals(Optional.of(name));
  }
}
