package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/// How the layers below a command and what it changes are kept apart: by overlay file systems,
/// which differ in the attributes that they keep their notes in, or by copies.
///
/// Upper directories written in one way are not read in the others.
public enum Overlay {
  /// In `user.overlay.*`: works in user namespaces too (Linux 5.11).
  USER("userxattr,index=off", "user.overlay.opaque"),
  /// In `trusted.overlay.*`: for root on older kernels.
  TRUSTED("index=off,metacopy=off,redirect_dir=off", "trusted.overlay.opaque"),
  /// Not at all: each command works on a copy of its files. For where no overlay can be mounted,
  /// such as on a file system that is an overlay itself.
  COPIES("", "");

  private static final int DETACH = 2;

  private final String options;
  private final String opaque;

  Overlay(String options, String opaque) {
    this.options = options;
    this.opaque = opaque;
  }

  /// The attribute that, with the value `y`, hides all that the layers below have in a directory.
  public String opaque() {
    return opaque;
  }

  String options() {
    return options;
  }

  /// A way that works, and why the better ones do not.
  ///
  /// @param overlay the way
  /// @param obstacle what the kernel said to the others; empty where that does not matter
  record Probed(Overlay overlay, String obstacle) {}

  /// Tries which way this kernel offers on the file system of `folder`, which is empty before and
  /// after.
  ///
  /// @throws IOException when nothing can be made there
  static Probed probe(Path folder) throws IOException {
    var probe = Files.createDirectory(folder.resolve("probe"));
    try {
      for (var name : new String[] {"l", "u", "w", "m"}) {
        Files.createDirectory(probe.resolve(name));
      }
      try {
        attempt(probe, USER);
        return new Probed(USER, "");
      } catch (SystemCallException e) {
        if (e.errno() != Errno.EINVAL) {
          return new Probed(COPIES, String.valueOf(e.getMessage()));
        }
      }
      try {
        attempt(probe, TRUSTED);
        return new Probed(TRUSTED, "");
      } catch (SystemCallException e) {
        return new Probed(COPIES, String.valueOf(e.getMessage()));
      }
    } finally {
      try (var directory = HostDirectory.open(folder)) {
        directory.removeTree(Bytes.of("probe"));
      }
    }
  }

  private static void attempt(Path probe, Overlay overlay) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      var options =
          "lowerdir=%1$s/l,upperdir=%1$s/u,workdir=%1$s/w,volatile,%2$s"
              .formatted(probe, overlay.options);
      var target = probe + "/m";
      Yard.mount(arena, "overlay", target, "overlay", 0, options);
      Yard.check(
          SystemCall.UMOUNT2,
          Kernel.call(SystemCall.UMOUNT2, arena.allocateFrom(target).address(), DETACH),
          target);
    }
  }
}
