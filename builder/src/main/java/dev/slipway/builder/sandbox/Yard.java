package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Where sandboxes are set up: a file system in memory that only the worker sees.
///
/// Made once in a process that is alone in its mount namespace; it becomes the working directory of
/// that process, so that the kernel is told short names: the option page of an overlay mount takes
/// hundreds of them, but only some thirty of the real paths.
public final class Yard implements AutoCloseable {
  private static final int NO_SUID = 2;
  private static final int NO_DEVICES = 4;
  private static final int DETACH = 2;
  private static final int SHARED_UMASK = 022;
  private static final Path LAST_CAPABILITY = Path.of("/proc/sys/kernel/cap_last_cap");

  private final Path folder;
  private final Overlay.Probed overlay;
  private final Map<Path, String> links = new HashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final int nothing;
  private final int silence;
  private final int lastCapability;
  private final List<String> hiddenFiles = existing(Concealed.HIDDEN, Files::isRegularFile);
  private final List<String> hiddenDirectories = existing(Concealed.HIDDEN, Files::isDirectory);
  private final List<String> readOnly = existing(Concealed.READ_ONLY, Files::exists);

  private Yard(Path folder, Overlay.Probed overlay) throws IOException {
    this.folder = folder;
    this.overlay = overlay;
    // Not readString: it reads one byte first, and the kernel gives numbers to the first read only.
    lastCapability = Integer.parseInt(Files.readAllLines(LAST_CAPABILITY).getFirst().strip());
    try (var arena = Arena.ofConfined()) {
      var path = arena.allocateFrom("/dev/null").address();
      // O_RDWR
      nothing =
          (int)
              check(
                  SystemCall.OPENAT,
                  Kernel.call(
                      SystemCall.OPENAT,
                      HostDirectory.WORKING_DIRECTORY,
                      path,
                      2 | HostDirectory.CLOSE_ON_EXEC),
                  "/dev/null");
    }
    silence = Pipe.open().reader();
  }

  private static List<String> existing(List<String> paths, Predicate<Path> predicate) {
    return paths.stream().filter(path -> predicate.test(Path.of(path))).toList();
  }

  /// Takes over this process: mounts the yard at `folder` and works there from now on.
  ///
  /// @param folder an empty directory, on the file system on which upper directories will be
  /// @throws SystemCallException when the kernel does not let this process mount
  public static Yard prepare(Path folder) throws IOException {
    return prepare(folder, Overlay.probe(folder));
  }

  /// The same without a look at what the kernel offers.
  ///
  /// @throws SystemCallException when the kernel does not let this process mount
  public static Yard prepare(Path folder, Overlay overlay) throws IOException {
    return prepare(folder, new Overlay.Probed(overlay, "it was told so"));
  }

  private static Yard prepare(Path folder, Overlay.Probed overlay) throws IOException {
    try (var arena = Arena.ofConfined()) {
      mount(arena, "tmpfs", folder.toString(), "tmpfs", NO_SUID | NO_DEVICES, "mode=700");
      enter(folder);
      Kernel.call(SystemCall.UMASK, SHARED_UMASK, 0);
    }
    Files.createDirectory(folder.resolve("empty"));
    var yard = new Yard(folder, overlay);
    Rehearsal.run();
    return yard;
  }

  /// Makes `folder` the directory that this process works in.
  static void enter(Path folder) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      long path = HostDirectory.address(arena, Bytes.of(folder.toString()));
      check(SystemCall.CHDIR, Kernel.call(SystemCall.CHDIR, path, 0), folder.toString());
    }
  }

  static void mount(
      Arena arena, String source, String target, String type, long flags, String options)
      throws SystemCallException {
    long result =
        Kernel.call(
            SystemCall.MOUNT,
            arena.allocateFrom(source).address(),
            arena.allocateFrom(target).address(),
            arena.allocateFrom(type).address(),
            flags,
            arena.allocateFrom(options).address());
    check(SystemCall.MOUNT, result, "of " + type + " on " + target + " (" + options + ")");
  }

  /// Gives the mount at `target` further `attributes`; all mounts below it too, with
  /// [MountCalls#RECURSIVE] as `reach`.
  static void restrict(String target, long attributes, long reach) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      long words = arena.allocateFrom(ValueLayout.JAVA_LONG, attributes, 0, 0, 0).address();
      check(
          SystemCall.MOUNT_SETATTR,
          Kernel.call(
              SystemCall.MOUNT_SETATTR,
              HostDirectory.WORKING_DIRECTORY,
              arena.allocateFrom(target).address(),
              reach,
              words,
              32),
          target);
    }
  }

  static long check(SystemCall call, long result, String subject) throws SystemCallException {
    return Kernel.check(call, result, subject);
  }

  /// How overlays are mounted here.
  public Overlay overlay() {
    return overlay.overlay();
  }

  /// Why no overlays are mounted here; empty where they are.
  public String obstacle() {
    return overlay.obstacle();
  }

  /// Sets up a file system for a command: `lowers`, the topmost first, below the directory `upper`,
  /// which takes all that is changed. `work` is an empty directory beside `upper`. Where there are
  /// no overlays `upper` holds a copy of all already.
  ///
  /// @throws SystemCallException when the kernel does not mount it
  public Sandbox open(List<Path> lowers, Path upper, Path work) throws IOException {
    return Sandbox.open(this, lowers, upper, work);
  }

  /// Shows `lowers`, the topmost first, as one directory.
  ///
  /// @throws SystemCallException when the kernel does not mount it
  public LayersView view(List<Path> lowers) throws IOException {
    return LayersView.open(this, lowers);
  }

  /// Shows `lowers`, the topmost first, as one directory that can be written; what is written goes
  /// to `upper`. `work` is an empty directory beside it.
  ///
  /// @throws SystemCallException when the kernel does not mount it
  public LayersView view(List<Path> lowers, Path upper, Path work) throws IOException {
    return LayersView.open(this, lowers, upper, work);
  }

  /// Leaves the yard; its directory is empty again afterwards, whatever was in it.
  @Override
  public void close() {
    try (var arena = Arena.ofConfined()) {
      Kernel.call(SystemCall.CHDIR, arena.allocateFrom("/").address(), 0);
      Kernel.call(SystemCall.UMOUNT2, arena.allocateFrom(folder.toString()).address(), DETACH);
    }
  }

  /// The directory that this process works in.
  public Path folder() {
    return folder;
  }

  /// A fresh name in the yard.
  String next() {
    return "s" + count.incrementAndGet();
  }

  /// The short name for `target` in the yard.
  synchronized String link(Path target) throws IOException {
    var known = links.get(target);
    if (known != null) {
      return known;
    }
    var name = Integer.toString(links.size(), Character.MAX_RADIX);
    Files.createSymbolicLink(folder.resolve(name), target);
    links.put(target, name);
    return name;
  }

  /// An open descriptor of `/dev/null`.
  int nothing() {
    return nothing;
  }

  /// The reading end of a pipe into which nobody ever writes, and which ends with this process.
  int silence() {
    return silence;
  }

  int lastCapability() {
    return lastCapability;
  }

  List<String> hiddenFiles() {
    return hiddenFiles;
  }

  List<String> hiddenDirectories() {
    return hiddenDirectories;
  }

  List<String> readOnly() {
    return readOnly;
  }

  /// The two ends of a pipe.
  record Pipe(int reader, int writer) {
    static Pipe open() throws SystemCallException {
      try (var arena = Arena.ofConfined()) {
        MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
        check(
            SystemCall.PIPE2,
            Kernel.call(SystemCall.PIPE2, ends.address(), HostDirectory.CLOSE_ON_EXEC),
            "");
        return new Pipe(
            ends.getAtIndex(ValueLayout.JAVA_INT, 0), ends.getAtIndex(ValueLayout.JAVA_INT, 1));
      }
    }

    static void close(int end) {
      Kernel.call(SystemCall.CLOSE, end, 0);
    }
  }

  /// What of the kernel's own file systems a command does not see, or cannot write: Docker's list.
  static final class Concealed {
    static final List<String> HIDDEN =
        Stream.of(
                "/proc/acpi",
                "/proc/asound",
                "/proc/interrupts",
                "/proc/kcore",
                "/proc/keys",
                "/proc/latency_stats",
                "/proc/sched_debug",
                "/proc/scsi",
                "/proc/timer_list",
                "/proc/timer_stats",
                "/sys/devices/virtual/powercap",
                "/sys/firmware")
            .toList();
    static final List<String> READ_ONLY =
        List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private Concealed() {}
  }
}
