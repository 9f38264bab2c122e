package dev.slipway.cli;

import dev.slipway.image.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What runs here.
///
/// @param number the version of Slipway
/// @param java the version of the Java runtime
/// @param platform operating system and architecture, in the words of OCI
record Version(String number, String java, String platform) {

  // What the distribution starts the program with: to read it from the jar takes longer than to run
  // a command.
  private static final String GIVEN = "slipway.version";

  /// The version of this very program.
  static Version current() {
    return new Version(ownNumber(), Runtime.version().toString(), thisPlatform());
  }

  /// The version of Slipway alone.
  static String ownNumber() {
    var given = System.getProperty(GIVEN);
    return given == null ? number(Version.class) : given;
  }

  /// The platform of the programs that run here; images are for Linux everywhere.
  Platform machine() {
    return Platform.parse("linux" + platform.substring(platform.indexOf('/')));
  }

  private static String number(Class<?> anchor) {
    try (var stream = anchor.getResourceAsStream("version.txt")) {
      if (stream == null) {
        throw new IllegalStateException("version.txt is not beside " + anchor.getName());
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read version.txt beside " + anchor.getName(), e);
    }
  }

  private static String thisPlatform() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var architecture = System.getProperty("os.arch");
    return (system.startsWith("mac") ? "darwin" : system.split(" ", 2)[0])
        + "/"
        + switch (architecture) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> architecture;
        };
  }

  @Override
  public String toString() {
    return "slipway %s (Java %s, %s)".formatted(number, java, platform);
  }
}
