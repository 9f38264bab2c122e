package dev.slipway.builder.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Layers mounted as one directory, in the way of their yard.
///
/// All names are short ones in the yard, where this process works.
final class Stack implements AutoCloseable {
  private static final int DETACH = 2;
  private static final int READ_ONLY = 1;
  private static final int NO_DEVICES = 4;
  private static final int BIND = 0x1000;

  private final String target;
  private final @Nullable FuseOverlay served;

  private Stack(String target, @Nullable FuseOverlay served) {
    this.target = target;
    this.served = served;
  }

  /// Mounts `lowers`, the topmost first, at `root` in the folder `name` of the yard, to be read.
  ///
  /// @throws IOException when they cannot be mounted
  static Stack readOnly(Yard yard, String name, List<Path> lowers) throws IOException {
    var target = Files.createDirectory(yard.folder().resolve(name).resolve("root"));
    return mount(
        yard, name + "/" + target.getFileName(), "lowerdir=" + names(yard, lowers), READ_ONLY);
  }

  /// The same to be written: changes go to `upper`; `work` is an empty directory beside it. Without
  /// overlays `upper` is shown, and `lowers` are not.
  ///
  /// Programs may be set-id there, and devices do not work.
  ///
  /// @throws IOException when they cannot be mounted
  static Stack writable(Yard yard, String name, List<Path> lowers, Path upper, Path work)
      throws IOException {
    var folder = yard.folder().resolve(name);
    var target = name + "/root";
    Files.createDirectory(folder.resolve("root"));
    if (yard.overlay() == Overlay.COPIES) {
      return copy(upper, target);
    }
    Files.createSymbolicLink(folder.resolve("upper"), upper);
    Files.createSymbolicLink(folder.resolve("work"), work);
    var options =
        "lowerdir="
            + names(yard, lowers)
            + (",upperdir=" + name + "/upper,workdir=" + name + "/work,volatile");
    return mount(yard, target, options, NO_DEVICES);
  }

  private static Stack copy(Path copy, String target) throws IOException {
    try (var arena = Arena.ofConfined()) {
      Yard.mount(arena, copy.toString(), target, "bind", BIND, "");
    }
    Yard.restrict(target, NO_DEVICES, 0);
    return new Stack(target, null);
  }

  private static String names(Yard yard, List<Path> lowers) throws IOException {
    var names = new ArrayList<String>();
    for (var lower : lowers) {
      names.add(yard.link(lower));
    }
    return names.isEmpty() ? "empty" : String.join(":", names);
  }

  private static Stack mount(Yard yard, String target, String options, long flags)
      throws IOException {
    return switch (yard.overlay()) {
      case USER, TRUSTED -> {
        try (var arena = Arena.ofConfined()) {
          var all = options + "," + yard.overlay().options();
          Yard.mount(arena, "overlay", target, "overlay", flags, all);
        }
        yield new Stack(target, null);
      }
      case FUSE -> {
        var served = FuseOverlay.mount(yard.folder(), target, options);
        Yard.restrict(target, flags, 0);
        yield new Stack(target, served);
      }
      case COPIES -> throw new IllegalStateException("copies are not stacked");
    };
  }

  /// Unmounts them; afterwards all that was changed is in the upper directory.
  ///
  /// @throws IOException when changes may be lost
  @Override
  public void close() throws IOException {
    if (served != null) {
      served.close();
      return;
    }
    try (var arena = Arena.ofConfined()) {
      Kernel.call(SystemCall.UMOUNT2, arena.allocateFrom(target).address(), DETACH);
    }
  }
}
