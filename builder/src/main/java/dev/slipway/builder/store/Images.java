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

  /// Takes the name away; tells whether there was one.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public boolean remove(Reference name) {
    return files.remove(key(name));
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
