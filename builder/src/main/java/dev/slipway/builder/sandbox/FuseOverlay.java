package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// An overlay that the program `fuse-overlayfs` serves, from its mount to its end.
///
/// The program runs in the namespaces of this process, so that it ends with it, whatever happens.
/// In order it ends when its mount goes, and only then is all written that was changed.
final class FuseOverlay implements AutoCloseable {
  private static final String PROGRAM = "fuse-overlayfs";
  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final int DETACH = 2;
  private static final int PATIENCE_SECONDS = 10;

  private final String target;
  private final Process process;
  private final Path errors;

  private FuseOverlay(String target, Process process, Path errors) {
    this.target = target;
    this.process = process;
    this.errors = errors;
  }

  /// Mounts an overlay at the directory `name` in `folder`, in which this process works.
  ///
  /// @throws IOException when the program is not there, or does not do it; the message says which
  static FuseOverlay mount(Path folder, String name, String options) throws IOException {
    requireDevice();
    long before = device(folder, name);
    var errors = Files.createTempFile(folder, "fuse", ".errors");
    var builder = new ProcessBuilder(PROGRAM, "-f", "-o", options, name);
    builder.environment().clear();
    builder.redirectErrorStream(true).redirectOutput(errors.toFile());
    var overlay = new FuseOverlay(name, start(builder, errors), errors);
    try {
      overlay.awaitMount(folder, before);
      return overlay;
    } catch (IOException e) {
      overlay.process.destroyForcibly();
      overlay.unmount();
      Files.deleteIfExists(errors);
      throw e;
    }
  }

  private static void requireDevice() throws IOException {
    try (var arena = Arena.ofConfined()) {
      long opened =
          Kernel.call(
              SystemCall.OPENAT,
              HostDirectory.WORKING_DIRECTORY,
              arena.allocateFrom(DEVICE.toString()).address(),
              // O_RDWR
              2 | HostDirectory.CLOSE_ON_EXEC);
      Kernel.check(SystemCall.OPENAT, opened, DEVICE.toString());
      Kernel.call(SystemCall.CLOSE, opened, 0);
    }
  }

  private static Process start(ProcessBuilder builder, Path errors) throws IOException {
    try {
      var process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      Files.deleteIfExists(errors);
      throw new IOException("there is no " + PROGRAM, e);
    }
  }

  // A mounted directory is on another device than the one below it. The question waits until the
  // program answers.
  private void awaitMount(Path folder, long before) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (device(folder, target) == before) {
      if (ended(1, TimeUnit.MILLISECONDS)) {
        throw new IOException("%s ended at once%s".formatted(PROGRAM, complaint()));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "%s did not mount within %d s%s".formatted(PROGRAM, PATIENCE_SECONDS, complaint()));
      }
    }
  }

  private static long device(Path folder, String name) throws IOException {
    try (var directory = HostDirectory.open(folder)) {
      return directory.status(Bytes.of(name)).device();
    }
  }

  private boolean ended(long patience, TimeUnit unit) {
    boolean interrupted = false;
    try {
      return process.waitFor(patience, unit);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // Of each start it complains about an option that it gives to itself.
  private String complaint() throws IOException {
    try (var lines = Files.lines(errors, StandardCharsets.ISO_8859_1)) {
      var said =
          lines
              .filter(line -> !line.startsWith("unknown argument"))
              .collect(Collectors.joining("; "));
      return said.isEmpty() ? "" : ": " + said;
    }
  }

  private void unmount() {
    try (var arena = Arena.ofConfined()) {
      Kernel.call(SystemCall.UMOUNT2, arena.allocateFrom(target).address(), DETACH);
    }
  }

  /// Unmounts it and waits for the end of the program.
  ///
  /// @throws IOException when it does not end in order, so that not all may be written
  @Override
  public void close() throws IOException {
    unmount();
    if (!ended(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(
          "%s did not end within %d s after its mount%s"
              .formatted(PROGRAM, PATIENCE_SECONDS, complaint()));
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "%s ended with code %d, so changes may be lost%s"
              .formatted(PROGRAM, process.exitValue(), complaint()));
    }
    Files.deleteIfExists(errors);
  }
}
