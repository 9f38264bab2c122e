package dev.slipway.dockerfile.lint;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A platform as `--platform` writes it, in its usual names.
record PlatformName(String system, String architecture) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern SYSTEM =
      Pattern.compile("([A-Za-z0-9_-]+)(?:\\([A-Za-z0-9_.%-]*(?:\\+[A-Za-z0-9_.%-]*)*\\))?");
  private static final Set<String> SYSTEMS =
      Set.of(
          "aix",
          "android",
          "darwin",
          "dragonfly",
          "freebsd",
          "hurd",
          "illumos",
          "ios",
          "js",
          "linux",
          "macos",
          "nacl",
          "netbsd",
          "openbsd",
          "plan9",
          "solaris",
          "windows",
          "zos");
  private static final Set<String> ARCHITECTURES =
      Set.of(
          "386",
          "amd64",
          "amd64p32",
          "arm",
          "armbe",
          "arm64",
          "arm64be",
          "loong64",
          "mips",
          "mipsle",
          "mips64",
          "mips64le",
          "mips64p32",
          "mips64p32le",
          "ppc",
          "ppc64",
          "ppc64le",
          "riscv",
          "riscv64",
          "s390",
          "s390x",
          "sparc",
          "sparc64",
          "wasm");

  /// What `text` says; empty when it is no platform. One word is a system, then with the
  /// architecture `here`, or an architecture of Linux.
  static Optional<PlatformName> parse(String text, String here) {
    var parts = text.split("/", -1);
    if (parts.length > 3) {
      return Optional.empty();
    }
    var system = SYSTEM.matcher(parts[0]);
    for (int index = 1; index < parts.length; index++) {
      if (!PART.matcher(parts[index]).matches()) {
        return Optional.empty();
      }
    }
    if (!system.matches()) {
      return Optional.empty();
    }
    var first = system.group(1).toLowerCase(Locale.ROOT);
    if (parts.length > 1) {
      return Optional.of(new PlatformName(system(first), architecture(parts[1])));
    }
    if (SYSTEMS.contains(first)) {
      return Optional.of(new PlatformName(system(first), here));
    }
    var architecture = architecture(first);
    return ARCHITECTURES.contains(architecture)
        ? Optional.of(new PlatformName("linux", architecture))
        : Optional.empty();
  }

  private static String system(String name) {
    return name.equals("macos") ? "darwin" : name;
  }

  private static String architecture(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "i386" -> "386";
      case "x86_64", "x86-64" -> "amd64";
      case "aarch64" -> "arm64";
      case "armhf", "armel" -> "arm";
      default -> name.toLowerCase(Locale.ROOT);
    };
  }
}
