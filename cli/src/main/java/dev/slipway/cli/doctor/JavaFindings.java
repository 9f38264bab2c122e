package dev.slipway.cli.doctor;

import static dev.slipway.cli.doctor.Finding.Area.JAVA;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The Java runtime, and what makes the program start fast.
final class JavaFindings {
  private JavaFindings() {}

  static List<Finding> of(Host host) {
    return List.of(runtime(), cache(Path.of(System.getProperty("java.class.path", ""))));
  }

  private static Finding runtime() {
    return Finding.ok(
        JAVA,
        "runtime",
        "%s %s at %s"
            .formatted(
                System.getProperty("java.vendor"),
                Runtime.version(),
                System.getProperty("java.home")));
  }

  /// Java itself says nothing about a cache that it does not take, and the launcher keeps it so.
  private static Finding cache(Path jar) {
    var cache = jar.resolveSibling("slipway.aot");
    if (!Files.isRegularFile(cache)) {
      return Finding.note(
          JAVA,
          "AOT cache",
          "missing: every command starts some 100 ms later",
          "mvn -pl cli -am package -DskipTests");
    }
    return Finding.ok(JAVA, "AOT cache", cache.toString());
  }
}
