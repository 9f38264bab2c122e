package dev.slipway.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The programs of others on this machine.
final class Peers {

  private Peers() {}

  /// Skips the test for `reason`; fails it where nothing may be skipped.
  static void missing(String reason) {
    if ("1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      Assertions.fail(reason);
    }
    Assumptions.abort(reason);
  }

  /// Where `program` is: in the PATH, in the places of administrators, or in Go's own folder.
  static Optional<Path> find(String program) {
    var home = Path.of(System.getProperty("user.home"));
    return Stream.concat(
            Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of),
            Stream.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), home.resolve("go/bin")))
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Where `program` is; without it the test is skipped.
  static Path require(String program) {
    var found = find(program);
    if (found.isEmpty()) {
      missing(program + " is not installed (.ci/peers installs it)");
    }
    return found.orElseThrow();
  }

  /// The busybox of this machine, if it is a static one.
  static Optional<Path> busybox() {
    return find("busybox").filter(Peers::isStatic);
  }

  static List<String> applets() {
    try {
      var process = new ProcessBuilder("busybox", "--list").start();
      var names = new String(process.getInputStream().readAllBytes(), UTF_8);
      return names.lines().filter(name -> !name.equals("busybox")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An ELF program without an interpreter segment: the word `/ld-` is in its first kilobytes.
  private static boolean isStatic(Path program) {
    try (var in = Files.newInputStream(program)) {
      return !new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1).contains("/ld-");
    } catch (IOException e) {
      return false;
    }
  }

  /// True where the tests run as root, which BuildKit's daemon needs.
  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
