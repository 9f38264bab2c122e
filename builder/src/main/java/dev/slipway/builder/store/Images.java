package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.image.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The images of the store that have a name. A name is written last, when all it needs is here.
public final class Images {
  private static final int MOST_LISTED = 10;

  private final NamedFiles files;

  Images(Path folder, Scratch scratch) {
    files = new NamedFiles(folder, scratch);
  }

  /// The image of that name; a name without a tag means `latest`.
  public Optional<ImageRecord> find(Reference name) {
    return files.read(key(name)).flatMap(ImageRecord::parse);
  }

  /// The image of that name, which has to be there.
  ///
  /// @throws BuildException.Definition when there is none
  public ImageRecord need(Reference name) {
    return find(name)
        .orElseThrow(
            () ->
                new BuildException.Definition(
                    "there is no image '%s' in the local store; `slipway images` lists what there is"
                        .formatted(name.familiar())));
  }

  /// Gives `image` the name, which another image loses when it had it. An image that has the name
  /// already keeps it, with the time when it was given.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public void name(Reference name, ImageRecord image) {
    if (files.read(key(name)).filter(image::saysTheSame).isEmpty()) {
      files.write(key(name), image.text());
    }
  }

  /// Takes the names away, all or none: each is looked for before the first is removed.
  ///
  /// What they named stays. Pruning frees it when nothing else needs it, which is never while a
  /// build has the store open.
  ///
  /// @return the names, whole and each once
  /// @throws BuildException.Definition when one is not there
  /// @throws BuildException.MachineFailed when the store cannot be read or written
  public List<Reference> remove(List<Reference> names) {
    var wanted = names.stream().map(Reference::withDefaultTag).distinct().toList();
    var known = names();
    var missing = wanted.stream().filter(name -> !known.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new BuildException.Definition(notThere(missing, known));
    }
    // Another process may have been faster; the name is gone all the same.
    wanted.forEach(name -> files.remove(key(name)));
    return wanted;
  }

  private static String notThere(List<Reference> missing, List<Reference> known) {
    var names = known.stream().map(Reference::familiar).toList();
    return "there is no image %s in the local store; %s; nothing was removed"
        .formatted(
            missing.stream()
                .map(name -> "'%s'%s".formatted(name.familiar(), suggestion(name, known)))
                .collect(Collectors.joining(", ")),
            names.isEmpty()
                ? "no image has a name there"
                : "it has "
                    + names.stream().limit(MOST_LISTED).collect(Collectors.joining(", "))
                    + (names.size() > MOST_LISTED
                        ? " and %d more (`slipway images`)".formatted(names.size() - MOST_LISTED)
                        : ""));
  }

  // Another tag of the same repository is what was meant more often than another repository.
  private static String suggestion(Reference name, List<Reference> known) {
    return Suggestion.phrase(
        known.stream()
            .filter(other -> other.name().equals(name.name()))
            .map(Reference::familiar)
            .findFirst()
            .or(
                () ->
                    Suggestion.of(
                        name.familiar(), known.stream().map(Reference::familiar).toList())));
  }

  private static String key(Reference name) {
    return name.withDefaultTag().toString();
  }

  /// All names, sorted.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be read
  public List<Reference> names() {
    return files.names().stream().map(Reference::parse).toList();
  }
}
