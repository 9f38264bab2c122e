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

  /// The options with which the launcher starts the virtual machine, the AOT cache among them, so
  /// that another process of the same program starts as fast. None outside of the distribution.
  static List<String> virtualMachineOptions() {
    var classPath = System.getProperty("java.class.path");
    if (classPath.contains(File.pathSeparator)) {
      return List.of();
    }
    var jar = Path.of(classPath);
    var cache = jar.resolveSibling("slipway.aot");
    var options = jar.resolveSibling("java-options");
    if (!Files.exists(cache) || !Files.exists(options)) {
      return List.of();
    }
    try {
      var words = new ArrayList<String>();
      words.add("-XX:AOTCache=" + cache);
      words.addAll(List.of(Files.readString(options).strip().split("\\s+")));
      return words;
    } catch (IOException e) {
      // It only costs time.
      return List.of();
    }
  }
}
