package dev.slipway.builder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The processes and mounts of this machine.
final class Processes {
  private Processes() {}

  /// The command lines of the processes in which `text` occurs.
  static List<String> with(String text) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(text))
        .toList();
  }

  /// The mounts of this process below `folder`.
  static List<String> mounts(Path folder) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(folder.toString()))
        .toList();
  }

  /// What this process has open below `folder`.
  static List<String> open(Path folder) throws IOException {
    return handles("self").stream().filter(line -> line.contains(folder.toString())).toList();
  }

  /// How many sockets `process` has open.
  static long sockets(long process) {
    try {
      return handles(Long.toString(process)).stream()
          .filter(line -> line.startsWith("socket:"))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> handles(String process) throws IOException {
    var found = new ArrayList<String>();
    try (var handles = Files.list(Path.of("/proc", process, "fd"))) {
      for (var handle : handles.toList()) {
        if (Files.isSymbolicLink(handle)) {
          found.add(Files.readSymbolicLink(handle).toString());
        }
      }
    }
    return found;
  }
}
