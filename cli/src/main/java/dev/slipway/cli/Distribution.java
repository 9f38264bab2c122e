package dev.slipway.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The folder that this program was started from, when it is the distribution.
final class Distribution {
  private Distribution() {}

  /// The options with which the sandbox worker's virtual machine starts: it has an AOT cache of
  /// its own beside that of this program. None outside of the distribution.
  static List<String> workerOptions() {
    var classPath = System.getProperty("java.class.path");
    if (classPath.indexOf(File.pathSeparatorChar) >= 0) {
      return List.of();
    }
    var options = Path.of(classPath).resolveSibling("worker-options");
    var cache = options.resolveSibling("worker.aot");
    try {
      var words = new ArrayList<>(List.of(Files.readString(options).strip().split(" ")));
      if (Files.exists(cache)) {
        words.add("-XX:AOTCache=" + cache);
      }
      return words;
    } catch (IOException e) {
      // It only costs time.
      return List.of();
    }
  }
}
