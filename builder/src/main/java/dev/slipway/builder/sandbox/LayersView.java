package dev.slipway.builder.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Layers as one directory to read, or to write over, for as long as it is open.
public final class LayersView implements AutoCloseable {
  private final Path root;
  private final @Nullable Stack stack;

  private LayersView(Path root, @Nullable Stack stack) {
    this.root = root;
    this.stack = stack;
  }

  static LayersView open(Yard yard, List<Path> lowers) throws IOException {
    if (lowers.isEmpty()) {
      return new LayersView(yard.folder().resolve("empty"), null);
    }
    return switch (yard.overlay()) {
      case COPIES -> new LayersView(lowers.getFirst(), null);
      // Even one directory has notes among its files there, which only the program hides.
      case FUSE -> mounted(yard, lowers);
      case USER, TRUSTED ->
          lowers.size() == 1 ? new LayersView(lowers.getFirst(), null) : mounted(yard, lowers);
    };
  }

  private static LayersView mounted(Yard yard, List<Path> lowers) throws IOException {
    var name = yard.next();
    var folder = Files.createDirectory(yard.folder().resolve(name));
    return new LayersView(folder.resolve("root"), Stack.readOnly(yard, name, lowers));
  }

  static LayersView open(Yard yard, List<Path> lowers, Path upper, Path work) throws IOException {
    if (yard.overlay() == Overlay.COPIES) {
      return new LayersView(upper, null);
    }
    var name = yard.next();
    var folder = Files.createDirectory(yard.folder().resolve(name));
    return new LayersView(folder.resolve("root"), Stack.writable(yard, name, lowers, upper, work));
  }

  /// The directory in which everything is.
  public Path root() {
    return root;
  }

  /// Takes the directory away.
  ///
  /// @throws IOException when changes may be lost
  @Override
  public void close() throws IOException {
    if (stack != null) {
      stack.close();
      Files.delete(root);
      remove(Objects.requireNonNull(root.getParent(), "a view lies in the yard"));
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var directory = HostDirectory.open(folder)) {
      for (var link : directory.names()) {
        directory.unlink(link);
      }
    }
    Files.delete(folder);
  }
}
