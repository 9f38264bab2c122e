package dev.slipway.builder.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The run of this machine: another one each time that it is started.
///
/// Files that did not wait for the disk are trusted only within the run that wrote them.
final class Boot {
  private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final String CURRENT = read();

  private Boot() {}

  /// The name of the present run; where the kernel tells none, one name for all.
  static String current() {
    return CURRENT;
  }

  private static String read() {
    try {
      return Files.readString(ID).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
