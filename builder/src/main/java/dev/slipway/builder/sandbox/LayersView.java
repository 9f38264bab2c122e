package dev.slipway.builder.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Layers as one directory to read, or to write over, for as long as it is open.
public final class LayersView implements AutoCloseable {
  private static final int DETACH = 2;
  private static final int READ_ONLY = 1;
  private static final int NO_DEVICES = 4;

  private final Path root;
  private final String mount;

  private LayersView(Path root, String mount) {
    this.root = root;
    this.mount = mount;
  }

  static LayersView open(Yard yard, List<Path> lowers) throws IOException {
    if (lowers.isEmpty()) {
      return new LayersView(yard.folder().resolve("empty"), "");
    }
    if (lowers.size() == 1) {
      return new LayersView(lowers.getFirst(), "");
    }
    var names = new ArrayList<String>();
    for (var lower : lowers) {
      names.add(yard.link(lower));
    }
    var name = yard.next();
    Files.createDirectory(yard.folder().resolve(name));
    try (var arena = Arena.ofConfined()) {
      var options = "lowerdir=%s,%s".formatted(String.join(":", names), yard.overlay().options());
      Yard.mount(arena, "overlay", name, "overlay", READ_ONLY, options);
    }
    return new LayersView(yard.folder().resolve(name), name);
  }

  static LayersView open(Yard yard, List<Path> lowers, Path upper, Path work) throws IOException {
    if (yard.overlay() == Overlay.COPIES) {
      return new LayersView(upper, "");
    }
    var names = new ArrayList<String>();
    for (var lower : lowers) {
      names.add(yard.link(lower));
    }
    var name = yard.next();
    Files.createDirectory(yard.folder().resolve(name));
    try (var arena = Arena.ofConfined()) {
      var options =
          "lowerdir=%s,upperdir=%s,workdir=%s,volatile,%s"
              .formatted(
                  names.isEmpty() ? "empty" : String.join(":", names),
                  yard.link(upper),
                  yard.link(work),
                  yard.overlay().options());
      Yard.mount(arena, "overlay", name, "overlay", NO_DEVICES, options);
    }
    return new LayersView(yard.folder().resolve(name), name);
  }

  /// The directory in which everything is.
  public Path root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    if (!mount.isEmpty()) {
      try (var arena = Arena.ofConfined()) {
        Kernel.call(SystemCall.UMOUNT2, arena.allocateFrom(mount).address(), DETACH);
      }
      Files.delete(root);
    }
  }
}
