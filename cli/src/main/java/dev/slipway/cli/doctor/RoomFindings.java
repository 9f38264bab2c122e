package dev.slipway.cli.doctor;

import static dev.slipway.cli.doctor.Finding.Area.ROOM;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Disk, memory, processors, open files.
final class RoomFindings {
  private static final long GIBIBYTE = 1L << 30;
  private static final long MEBIBYTE = 1L << 20;
  private static final long LITTLE_DISK = 5 * GIBIBYTE;
  private static final long FEW_FILES = 1024;
  private static final long LITTLE_HEAP = 100 * MEBIBYTE;

  private RoomFindings() {}

  static List<Finding> of(Host host) {
    return List.of(disk(host), memory(), openFiles(host));
  }

  private static Finding disk(Host host) {
    var obstacle = Trial.in(host.home(), RoomFindings::written);
    if (obstacle.isPresent()) {
      return Finding.problem(
          ROOM,
          "disk",
          obstacle.get(),
          "free some room, or set SLIPWAY_HOME to a folder that is yours");
    }
    try {
      var disk = Files.getFileStore(Trial.existing(host.home()));
      long free = disk.getUsableSpace();
      var found = "%.1f GiB free in %s".formatted((double) free / GIBIBYTE, host.home());
      if (disk.type().equals("tmpfs")) {
        return Finding.note(
            ROOM, "disk", found + ", which is memory", "set SLIPWAY_HOME to a folder on a disk");
      }
      return free >= LITTLE_DISK
          ? Finding.ok(ROOM, "disk", found)
          : Finding.note(ROOM, "disk", found, "slipway prune, or set SLIPWAY_HOME elsewhere");
    } catch (IOException e) {
      return Finding.problem(
          ROOM,
          "disk",
          "%s cannot be looked at: %s".formatted(host.home(), e.getMessage()),
          "set SLIPWAY_HOME to a folder that is yours");
    }
  }

  // A disk that is full takes empty files still.
  private static Optional<String> written(Path folder) {
    try {
      Files.write(folder.resolve("written"), new byte[(int) MEBIBYTE]);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "not even a megabyte can be written in %s: %s"
              .formatted(folder.getParent(), Trial.reason(e)));
    }
  }

  private static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory();
    var found =
        "%d MiB of heap, %d processors"
            .formatted(heap / MEBIBYTE, Runtime.getRuntime().availableProcessors());
    return heap >= LITTLE_HEAP
        ? Finding.ok(ROOM, "memory", found)
        : Finding.note(ROOM, "memory", found, "SLIPWAY_JAVA_OPTIONS=-Xmx128m, or a larger limit");
  }

  private static Finding openFiles(Host host) {
    long limit = softLimit(host).orElse(Long.MAX_VALUE);
    if (limit >= FEW_FILES) {
      return Finding.ok(
          ROOM, "open files", limit == Long.MAX_VALUE ? "no limit" : "up to " + limit);
    }
    return Finding.note(ROOM, "open files", "only up to " + limit, "ulimit -n 4096");
  }

  private static Optional<Long> softLimit(Host host) {
    return host.read("/proc/self/limits")
        .orElse("")
        .lines()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.substring("Max open files".length()).strip().split("\\s+", -1)[0])
        .filter(text -> text.matches("[0-9]+"))
        .map(Long::valueOf)
        .findFirst();
  }
}
