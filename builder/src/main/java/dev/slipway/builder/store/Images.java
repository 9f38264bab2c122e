package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The images of the store that have a name. A name is written last, when all it needs is here.
public final class Images {
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
    return find(name).orElseThrow(() -> new BuildException.Definition(absence(name)));
  }

  /// Says that there is no image of that name, what was perhaps meant, and what helps.
  public String absence(Reference name) {
    var known = names();
    var text = new MissingNames(List.of(name.withDefaultTag()), known).text();
    return known.isEmpty()
        ? text + ": `slipway build -t NAME` makes one, `slipway pull NAME` brings one"
        : text;
  }

  /// The name that was probably meant by `name`, which is not there.
  public Optional<Reference> near(Reference name) {
    return MissingNames.near(name.withDefaultTag(), names());
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
      throw new BuildException.Definition(
          new MissingNames(missing, known).text() + "; nothing was removed");
    }
    // Another process may have been faster; the name is gone all the same.
    wanted.forEach(name -> files.remove(key(name)));
    return wanted;
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
