package dev.slipway.builder.plan;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.NamedContext;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.ImageException;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What the names in FROM and `--from` mean outside of the Dockerfile: named contexts come first,
/// all else is an image.
///
/// @param dockerfile the file in which they stand
/// @param lookup its stages
/// @param settings what the caller gave names to
/// @param images finds the images
record OutsideNames(
    Dockerfile dockerfile, StageLookup lookup, PlanSettings settings, BaseImages images) {
  private static final int DEEPEST_CONTEXT = 10;
  private static final Pattern MAYBE_STAGE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
  private static final String HIDDEN =
      "%s: there is no image %s, or it is hidden: %s. Check its name and tag; when it is private, log in";
  private static final String ABSENT = "%s: there is no image %s: %s. Check its path and tag";

  /// The context that is called exactly so.
  Optional<NamedContext> exactly(String name) {
    return Optional.ofNullable(settings.contexts().get(name));
  }

  /// Whether a context stands in for all of `stage`, because it is called like it.
  boolean replaces(Stage stage) {
    return replacement(stage).isPresent();
  }

  /// The context that stands in for all of `stage`, because it is called like it.
  Optional<NamedContext> replacement(Stage stage) {
    return settings.contexts().isEmpty() ? Optional.empty() : stage.name().flatMap(this::exactly);
  }

  /// The image that a name stands for. Nothing when it is a folder.
  Optional<String> image(String name) {
    return image(name, 0);
  }

  private Optional<String> image(String name, int depth) {
    var context = context(name);
    if (context.isEmpty()) {
      return Optional.of(name);
    }
    return switch (context.get()) {
      case NamedContext.Folder _, NamedContext.Remote _ -> Optional.empty();
      case NamedContext.Layout(var reference) -> Optional.of("oci:" + reference);
      case NamedContext.Image(var reference) ->
          depth < DEEPEST_CONTEXT && !reference.equals(name)
              ? image(reference, depth + 1)
              : Optional.of(reference);
    };
  }

  private Optional<NamedContext> context(String name) {
    if (name.equals("scratch") || name.equals("context")) {
      return Optional.empty();
    }
    return exactly(name)
        .or(() -> familiar(name).flatMap(this::exactly))
        .or(() -> familiar(name).map(OutsideNames::withoutLatest).flatMap(this::exactly));
  }

  /// The name by which the caller gave the folder that `name` means.
  String folder(String name) {
    return settings.contexts().containsKey(name)
        ? name
        : familiar(name)
            .filter(settings.contexts()::containsKey)
            .orElseGet(() -> familiar(name).map(OutsideNames::withoutLatest).orElse(name));
  }

  private static Optional<String> familiar(String name) {
    try {
      return Optional.of(Reference.parse(name).familiar());
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  private static String withoutLatest(String name) {
    return name.endsWith(":latest") ? name.substring(0, name.length() - ":latest".length()) : name;
  }

  /// Says that the image that `stage` stands on is going to be asked for, where it stands on one.
  void expectBase(Stage stage, FromWords words) {
    try {
      var name = words.image(stage);
      if (lookup.base(stage, name).isEmpty() && !name.equals("scratch")) {
        expect(name, stage, words);
      }
    } catch (DockerfileException e) {
      // Told with its place when the image is asked for.
    }
  }

  /// The same where `stage` stands on what `name` means outside of the file.
  void expect(String name, Stage stage, FromWords words) {
    try {
      var platform = words.platform(stage);
      image(name).ifPresent(reference -> images.expect(reference, platform));
    } catch (DockerfileException | ImageException | BuildException e) {
      // Told with its place when the image is asked for.
    }
  }

  /// The image that a FROM names; what is wrong with it is told of `word`, which named it.
  Basis.Image find(Word word, String reference, Platform platform) {
    return find(word, reference, platform, () -> called(reference));
  }

  /// The image that a `--from` names, which as likely was to be a stage.
  Basis.Image source(Word word, String reference, Platform platform) {
    return find(word, reference, platform, () -> calledInFrom(word.text(), reference));
  }

  private Basis.Image find(
      Word word, String reference, Platform platform, Supplier<String> called) {
    try {
      return images.find(reference, platform);
    } catch (ImageException e) {
      throw wrong(
          word, "failed to parse stage name \"%s\": %s".formatted(word.text(), e.getMessage()));
    } catch (BuildException.Definition e) {
      throw wrong(word, String.valueOf(e.getMessage()));
    } catch (BuildException.Malformed e) {
      throw new BuildException.Malformed("%s: %s".formatted(place(word), e.getMessage()), e);
    } catch (RegistryException.NotFound e) {
      throw new RegistryException.NotFound(
          (PlaceName.parse(reference) instanceof PlaceName.InRegistry ? HIDDEN : ABSENT)
              .formatted(place(word), called.get(), e.getMessage()));
    } catch (RegistryException e) {
      throw e.within("%s: the image %s".formatted(place(word), called.get()));
    }
  }

  // A mistyped name of a stage is taken for an image.
  private String called(String reference) {
    return reference
        + Suggestion.of(reference, knownNames())
            .map(" (no stage is called so; did you mean the stage %s?)"::formatted)
            .orElse("");
  }

  private String calledInFrom(String name, String reference) {
    var called = called(reference);
    return called.equals(name) && MAYBE_STAGE.matcher(name).matches()
        ? "%s (no stage is called so; %s)".formatted(name, lookup.inventory())
        : called;
  }

  private List<String> knownNames() {
    var names = new ArrayList<>(lookup.names());
    names.addAll(settings.contexts().keySet());
    return names;
  }

  private String place(Word word) {
    return "%s:%d".formatted(dockerfile.source().name(), word.span().firstLine());
  }

  private DockerfileException.Invalid wrong(Word word, String problem) {
    return DockerfileException.Invalid.of(dockerfile.source(), word.span(), problem);
  }
}
