package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How the layers below a command and what it changes are kept apart: by overlay file systems,
/// which differ in the attributes that they keep their notes in, or by copies.
///
/// Upper directories written in one way are not read in the others.
public enum Overlay {
  /// In `user.overlay.*`: works in user namespaces too (Linux 5.11).
  USER("userxattr,index=off", "user.overlay.opaque"),
  /// In `trusted.overlay.*`: for root on older kernels.
  TRUSTED("index=off,metacopy=off,redirect_dir=off", "trusted.overlay.opaque"),
  /// By the program fuse-overlayfs, which needs no file system that the kernel stacks on.
  FUSE("", ""),
  /// Not at all: each command works on a copy of its files. For where no overlay can be mounted,
  /// such as on a file system that is an overlay itself.
  COPIES("", "");

  private static final int DETACH = 2;
  private static final String TRIAL = "lowerdir=l,upperdir=u,workdir=w,volatile";

  private final String options;
  private final String opaque;

  Overlay(String options, String opaque) {
    this.options = options;
    this.opaque = opaque;
  }

  /// The attribute that, with the value `y`, hides all that the layers below have in a directory;
  /// empty where the kernel mounts none.
  public String opaque() {
    return opaque;
  }

  String options() {
    return options;
  }

  /// A way that works, and why the better ones do not.
  ///
  /// @param overlay the way
  /// @param obstacle what came of the others; empty where it is the best
  record Probed(Overlay overlay, String obstacle) {}

  /// Tries which way this machine offers on the file system of `folder`, which is empty before and
  /// after. This process works there afterwards.
  ///
  /// @throws IOException when nothing can be made there
  static Probed probe(Path folder) throws IOException {
    var probe = Files.createDirectory(folder.resolve("probe"));
    try {
      for (var name : new String[] {"l", "u", "w", "m"}) {
        Files.createDirectory(probe.resolve(name));
      }
      // Names of a store may hold what separates options.
      Yard.enter(probe);
      return probed(probe);
    } finally {
      Yard.enter(folder);
      try (var directory = HostDirectory.open(folder)) {
        directory.removeTree(Bytes.of("probe"));
      }
    }
  }

  private static Probed probed(Path probe) {
    var obstacle = "";
    for (var way : List.of(USER, TRUSTED)) {
      try {
        way.attempt();
        return new Probed(way, "");
      } catch (SystemCallException e) {
        obstacle = String.valueOf(e.getMessage());
      }
    }
    try {
      FuseOverlay.mount(probe, "m", TRIAL).close();
      return new Probed(FUSE, obstacle);
    } catch (IOException e) {
      return new Probed(COPIES, "%s; %s".formatted(obstacle, e.getMessage()));
    }
  }

  private void attempt() throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      Yard.mount(arena, "overlay", "m", "overlay", 0, TRIAL + "," + options);
      Yard.check(
          SystemCall.UMOUNT2,
          Kernel.call(SystemCall.UMOUNT2, arena.allocateFrom("m").address(), DETACH),
          "m");
    }
  }
}
