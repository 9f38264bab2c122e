package dev.slipway.cli.doctor;

import static dev.slipway.cli.doctor.Finding.Area.JAVA;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The Java runtime, and what makes the program start fast.
final class JavaFindings {
  private static final String SUBJECT = "AOT cache";
  private static final List<String> CACHES = List.of("slipway.aot", "slipway.jsa");

  private JavaFindings() {}

  static List<Finding> of(Host host) {
    return List.of(runtime(), caches(host, Path.of(System.getProperty("java.class.path", ""))));
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

  /// Whether the files beside `jar` that spare Java its start are there and serve.
  ///
  /// Java itself says nothing about one that it does not take, and the launcher keeps it so; but
  /// one that it takes is mapped into its memory.
  static Finding caches(Host host, Path jar) {
    var caches = CACHES.stream().map(jar::resolveSibling).toList();
    var missing = caches.stream().filter(cache -> !Files.isRegularFile(cache)).findFirst();
    if (missing.isPresent()) {
      return slower("%s is missing".formatted(missing.get()));
    }
    var memory = host.read("/proc/self/maps");
    if (memory.isEmpty()) {
      return Finding.ok(
          JAVA, SUBJECT, "%s is there; whether it serves cannot be seen".formatted(caches.get(0)));
    }
    return caches.stream()
        .filter(cache -> memory.get().lines().noneMatch(line -> line.endsWith(" " + real(cache))))
        .findFirst()
        .map(
            cache ->
                slower(
                    "Java does not take %s, which is damaged or for another Java, other jars or other options"
                        .formatted(cache)))
        .orElseGet(
            () -> Finding.ok(JAVA, SUBJECT, "in use: %s in %s".formatted(names(), folder(jar))));
  }

  private static Finding slower(String found) {
    return Finding.note(
        JAVA,
        SUBJECT,
        found + ": every command starts some 100 ms later",
        "unpack Slipway again; from source: mvn -pl cli -am package -DskipTests");
  }

  // Memory maps tell where links lead.
  private static Path real(Path cache) {
    try {
      return cache.toRealPath();
    } catch (IOException e) {
      return cache;
    }
  }

  private static String names() {
    return String.join(", ", CACHES);
  }

  private static Path folder(Path jar) {
    return jar.resolveSibling(".").normalize();
  }
}
