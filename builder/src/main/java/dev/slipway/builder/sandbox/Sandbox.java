package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The file system of one step, and the command that runs in it.
///
/// Closing it removes what was only there for the command, and unmounts; the upper directory stays
/// with what the command changed.
public final class Sandbox implements AutoCloseable {
  private static final int NO_DEVICES = 4;
  private static final int DETACH = 2;
  private static final int OPEN_TO_ALL = 01777;
  private static final List<String> KERNEL_DIRECTORIES = List.of("/dev", "/proc", "/sys");

  private final Yard yard;
  private final String name;
  private final Stack stack;
  private final Stubs stubs;
  private final List<String> mounted = new ArrayList<>();

  private Sandbox(Yard yard, String name, Stack stack) {
    this.yard = yard;
    this.name = name;
    this.stack = stack;
    stubs = new Stubs(HostTree.of(yard.folder().resolve(name).resolve("root")));
  }

  /// A mount that waits outside for its place inside.
  ///
  /// @param source where it is, from the yard
  /// @param target where it goes, from the command's root
  /// @param missing what has to be made there, inside of a mount that only then is there
  /// @param access what the command may do with it, when all mounts are in place
  record Placement(String source, TreePath target, Missing missing, Mount.Access access) {
    /// One that is as it is outside.
    Placement(String source, TreePath target, Missing missing) {
      this(source, target, missing, Mount.Access.WRITE);
    }

    Placement with(Mount.Access other) {
      return new Placement(source, target, missing, other);
    }
  }

  /// What a mount does not find at its target.
  enum Missing {
    /// All is there.
    NOTHING,
    /// A directory, which may be there already.
    DIRECTORY,
    /// A file, which may be there already.
    FILE
  }

  static Sandbox open(Yard yard, List<Path> lowers, Path upper, Path work) throws IOException {
    var name = yard.next();
    var folder = Files.createDirectory(yard.folder().resolve(name));
    for (var part : List.of("proc", "dev", "sys", "mounts")) {
      Files.createDirectory(folder.resolve(part));
    }
    return new Sandbox(yard, name, Stack.writable(yard, name, lowers, upper, work));
  }

  /// The command's file system, seen from outside, while nothing runs in it.
  public Path root() {
    return yard.folder().resolve(name).resolve("root");
  }

  /// Starts `command`. Nothing of it outlives [Running#finish()].
  ///
  /// @throws SystemCallException when the sandbox cannot be set up
  public Running start(Command command, Isolation isolation) throws IOException {
    for (var directory : KERNEL_DIRECTORIES) {
      stubs.keep(directory, Command.User.ROOT);
    }
    stubs.keep(command.directory(), command.user());
    var placements = placements(isolation);
    var output = Yard.Pipe.open();
    var errors = Yard.Pipe.open();
    try (var entrance = new Entrance(yard, name)) {
      entrance.lay(command, isolation, placements, output.writer(), errors.writer());
      entrance.perform();
      return entrance.running(output.reader(), errors.reader());
    } catch (IOException | RuntimeException e) {
      Yard.Pipe.close(output.reader());
      Yard.Pipe.close(errors.reader());
      throw e;
    } finally {
      Yard.Pipe.close(output.writer());
      Yard.Pipe.close(errors.writer());
    }
  }

  private List<Placement> placements(Isolation isolation) throws IOException {
    var files = yard.folder().resolve(name).resolve("mounts");
    Files.writeString(files.resolve("resolv.conf"), isolation.resolver());
    Files.writeString(files.resolve("hosts"), isolation.hostsFile());
    var placements = new ArrayList<Placement>();
    for (var file : List.of("resolv.conf", "hosts")) {
      var source = name + "/mounts/" + file;
      bind(source, source, Mount.Access.READ);
      placements.add(placed(source, "/etc/" + file, Missing.FILE, placements));
    }
    for (var mount : isolation.mounts()) {
      placements.add(place(mount, files, placements));
    }
    return placements;
  }

  // What lies in another mount, or in the kernel's own file systems, is made when those are there;
  // it goes with them, or is theirs.
  private Placement placed(String source, String target, Missing missing, List<Placement> earlier)
      throws IOException {
    var path = stubs.path(target);
    boolean covered =
        KERNEL_DIRECTORIES.stream().map(TreePath::of).anyMatch(path::startsWith)
            || earlier.stream().map(Placement::target).anyMatch(path::startsWith);
    if (covered) {
      return new Placement(source, path, missing);
    }
    return new Placement(
        source,
        switch (missing) {
          case NOTHING -> path;
          case DIRECTORY -> stubs.directory(target);
          case FILE -> stubs.file(target);
        },
        Missing.NOTHING);
  }

  private Placement place(Mount mount, Path files, List<Placement> earlier) throws IOException {
    var fileName = Integer.toString(earlier.size());
    var file = files.resolve(fileName);
    var source = name + "/mounts/" + fileName;
    return switch (mount) {
      case Mount.Bind(var outside, var target, var access) -> {
        boolean directory = Files.isDirectory(outside);
        if (directory) {
          Files.createDirectory(file);
        } else {
          Files.createFile(file);
        }
        bind(outside.toString(), source, access);
        yield placed(source, target, directory ? Missing.DIRECTORY : Missing.FILE, earlier);
      }
      case Mount.Memory(var target, var size, var access) -> {
        Files.createDirectory(file);
        var mode = "mode=" + Integer.toOctalString(memoryMode(target, earlier));
        try (var arena = Arena.ofConfined()) {
          var options = size == 0 ? mode : mode + ",size=" + size;
          Yard.mount(arena, "tmpfs", source, "tmpfs", 2 | NO_DEVICES, options);
        }
        mounted.add(source);
        yield placed(source, target, Missing.DIRECTORY, earlier).with(access);
      }
      case Mount.Secret secret -> {
        Files.write(file, secret.content().toArray());
        try (var directory = HostDirectory.open(files)) {
          directory.own(Bytes.of(fileName), secret.uid(), secret.gid(), secret.mode());
        }
        bind(source, source, Mount.Access.READ);
        yield placed(source, secret.target(), Missing.FILE, earlier);
      }
    };
  }

  // That of the directory it covers, where there is one in the image.
  private int memoryMode(String target, List<Placement> earlier) throws IOException {
    var path = stubs.path(target);
    boolean covered = earlier.stream().map(Placement::target).anyMatch(path::startsWith);
    return covered ? OPEN_TO_ALL : stubs.mode(path).orElse(OPEN_TO_ALL);
  }

  private void bind(String source, String target, Mount.Access access) throws IOException {
    try (var arena = Arena.ofConfined()) {
      Yard.mount(arena, source, target, "bind", 0x1000 | 0x4000, "");
      mounted.add(target);
      long attributes =
          MountCalls.NO_SUID
              | MountCalls.NO_DEVICES
              | (access == Mount.Access.READ ? MountCalls.READ_ONLY : 0);
      Yard.restrict(target, attributes, MountCalls.RECURSIVE);
    }
  }

  /// Removes what was only there for the command, and unmounts.
  ///
  /// @throws IOException when something cannot be removed, or changes may be lost
  @Override
  public void close() throws IOException {
    try {
      stubs.remove();
    } finally {
      mounted.reversed().forEach(Sandbox::leave);
      dissolve();
    }
  }

  private void dissolve() throws IOException {
    try {
      stack.close();
    } finally {
      try (var directory = HostDirectory.open(yard.folder())) {
        directory.removeTree(Bytes.of(name));
      }
    }
  }

  private static void leave(String mount) {
    try (var arena = Arena.ofConfined()) {
      Kernel.call(SystemCall.UMOUNT2, arena.allocateFrom(mount).address(), DETACH);
    }
  }
}
