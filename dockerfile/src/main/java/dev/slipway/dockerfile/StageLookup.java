package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import dev.slipway.dockerfile.DockerfileException.UnknownTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which stage of a file a name means; where it means none, it is a named context or an image.
///
/// The name in FROM must be the stage's lower-case name; in COPY, in a mount and as target its
/// letter case does not matter. Of stages with one name the last counts. Only COPY knows a stage by
/// its number.
public final class StageLookup {
  private final Dockerfile file;
  private final Map<String, List<Stage>> byName = new LinkedHashMap<>();

  /// Finds stages of `file`.
  public StageLookup(Dockerfile file) {
    this.file = file;
    for (var stage : file.stages()) {
      var name = stage.name();
      if (name.isPresent()) {
        if (!byName.containsKey(name.get())) {
          byName.put(name.get(), new ArrayList<>(1));
        }
        called(name.get()).add(stage);
      }
    }
  }

  /// The earlier stage that `current` starts from, when `image`, which is expanded, names one.
  public Optional<Stage> base(Stage current, String image) {
    var stages = called(image);
    int earlier = earlier(stages, current);
    return earlier == 0 ? Optional.empty() : Optional.of(stages.get(earlier - 1));
  }

  /// The stage that `name` means for `current` in any letter case, if need be itself or a later
  /// one, which is for the caller to refuse.
  public Optional<Stage> named(Stage current, String name) {
    var stages = called(name.toLowerCase(Locale.ROOT));
    return stages.isEmpty()
        ? Optional.empty()
        : Optional.of(stages.get(Math.max(earlier(stages, current) - 1, 0)));
  }

  /// The earlier stage that `COPY --from` in `current` names, by name or index; empty when it
  /// names no stage.
  ///
  /// Throws [DockerfileException.Invalid] when it is `current` itself, or a later stage, or an
  /// index that no stage has.
  public Optional<Stage> copySource(Stage current, Word from) {
    if (isNumber(from.text())) {
      var found = byIndex(from);
      checkIsEarlier(current, found, from);
      return Optional.of(found);
    }
    var found = named(current, from.text());
    if (found.isPresent()) {
      checkIsEarlier(current, found.get(), from);
    }
    return found;
  }

  /// The earlier stage that a mount's `from` in `current` names; a number is never a stage's index
  /// here. `flag` is where to complain.
  ///
  /// Throws [DockerfileException.Invalid] when it is `current` itself or a later stage.
  public Optional<Stage> mountSource(Stage current, Word flag, Mount mount) {
    var from =
        switch (mount) {
          case Mount.Bind bind -> bind.from();
          case Mount.Cache cache -> cache.from();
          case Mount.Tmpfs _, Mount.Secret _, Mount.Ssh _ -> Optional.<String>empty();
        };
    var found = from.flatMap(name -> named(current, name));
    if (found.isPresent() && found.get().index() >= current.index()) {
      throw Invalid.of(
          file.source(),
          flag.span(),
          "cannot mount from stage \"%s\" to \"%s\", stage needs to be defined before current command"
              .formatted(from.orElse(""), mount.target()));
    }
    return found;
  }

  /// The last stage that is called `name`, in any letter case.
  public Optional<Stage> find(String name) {
    var stages = called(name.toLowerCase(Locale.ROOT));
    return stages.isEmpty() ? Optional.empty() : Optional.of(stages.getLast());
  }

  /// The stage to build: the one called `name`.
  ///
  /// Throws [DockerfileException.UnknownTarget] when there is none.
  public Stage target(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new UnknownTarget(
                    name,
                    suggestion(name)
                        .map(" (did you mean %s?)"::formatted)
                        .orElseGet(() -> "; " + inventory())));
  }

  /// Which stages there are, as half a sentence.
  public String inventory() {
    return byName.isEmpty()
        ? "no stage of %s has a name".formatted(file.source().name())
        : "the stages are " + String.join(", ", names());
  }

  /// The names that stages have, from the first stage to the last.
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /// The name of the stage that somebody who wrote `name` may have meant.
  public Optional<String> suggestion(String name) {
    return Suggestion.of(name, names());
  }

  /// Looks up every `COPY --from` of the file.
  ///
  /// Throws [DockerfileException.Invalid] at the first that names a stage that it must not.
  public void check() {
    for (var stage : file.stages()) {
      for (var instruction : stage.instructions()) {
        if (instruction instanceof Instruction.Copy copy) {
          copy.from()
              .filter(from -> !from.text().isEmpty())
              .ifPresent(from -> copySource(stage, from));
        }
      }
    }
  }

  private static boolean isNumber(String text) {
    int digits = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
    for (int i = digits; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > digits;
  }

  private Stage byIndex(Word from) {
    var digits = from.text();
    int index = digits.length() > 9 ? -1 : Integer.parseInt(digits);
    if (index < 0 || index >= file.stages().size()) {
      throw Invalid.of(file.source(), from.span(), "invalid stage index " + digits)
          .advising("Stages count from 0; this file has %d.".formatted(file.stages().size()));
    }
    return file.stages().get(index);
  }

  private void checkIsEarlier(Stage current, Stage found, Word from) {
    if (found.index() >= current.index()) {
      throw found.index() == current.index() ? ownCopy(current, from) : later(current, found, from);
    }
  }

  private Invalid ownCopy(Stage current, Word from) {
    return Invalid.of(
            file.source(),
            from.span(),
            "circular dependency detected on stage: %s copies from itself"
                .formatted(current.label()))
        .advising("A stage can copy only from stages above it. Is a FROM missing above this COPY?");
  }

  private Invalid later(Stage current, Stage found, Word from) {
    return Invalid.of(
            file.source(),
            from.span(),
            "cannot copy from stage \"%s\", it needs to be defined before current stage \"%s\""
                .formatted(from.text(), current.label()))
        .advising(
            "Stage %s starts at line %d: move it up."
                .formatted(found.label(), found.from().span().firstLine()));
  }

  private List<Stage> called(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /// How many of `stages` come before `current`.
  private static int earlier(List<Stage> stages, Stage current) {
    int low = 0;
    int high = stages.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stages.get(middle).index() < current.index()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
