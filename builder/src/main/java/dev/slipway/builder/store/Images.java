package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The images of the store that have a name. A name is written last, when all it needs is here.
public final class Images {
  private final NamedFiles files;

  Images(Path folder) {
    files = new NamedFiles(folder);
  }

  /// The image of that name, exactly as it was given.
  public Optional<ImageRecord> find(String name) {
    return files.read(name).flatMap(ImageRecord::parse);
  }

  /// Gives `image` the name, which another image loses when it had it.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public void name(String name, ImageRecord image) {
    files.write(name, image.text());
  }

  /// Takes the name away; tells whether there was one.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public boolean remove(String name) {
    return files.remove(name);
  }

  /// All names, sorted.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be read
  public List<String> names() {
    return files.names();
  }
}
