package dev.slipway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a program needs to run: an operating system and a processor.
///
/// Names are normal: `x86_64` has become `amd64`, `aarch64` and `arm64/v8` have become `arm64`,
/// `arm` has become `arm/v7`. So two platforms that mean the same are equal.
///
/// @param os the operating system as Go names it, such as `linux`
/// @param architecture the processor as Go names it, such as `amd64`
/// @param variant the variant of the processor, such as `v7`
/// @param osVersion the version of the operating system; used for Windows
/// @param osFeatures what the operating system must have; used for Windows
public record Platform(
    String os,
    String architecture,
    Optional<String> variant,
    Optional<String> osVersion,
    List<String> osFeatures) {
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
          "nacl",
          "netbsd",
          "openbsd",
          "plan9",
          "solaris",
          "wasip1",
          "windows",
          "zos");
  private static final Set<String> ARCHITECTURES =
      Set.of(
          "386",
          "amd64",
          "arm",
          "arm64",
          "loong64",
          "mips",
          "mips64",
          "mips64le",
          "mipsle",
          "ppc64",
          "ppc64le",
          "riscv64",
          "s390x",
          "wasm");

  /// Brings the names into their normal form.
  public Platform {
    os = normalOs(os);
    var written = architecture.toLowerCase(Locale.ROOT);
    var normal = normal(written, variant.map(v -> v.toLowerCase(Locale.ROOT)).orElse(""));
    architecture = normal.architecture;
    variant = Optional.of(normal.variant).filter(v -> !v.isEmpty());
    osFeatures = List.copyOf(osFeatures);
  }

  /// A platform without a variant.
  public Platform(String os, String architecture) {
    this(os, architecture, Optional.empty(), Optional.empty(), List.of());
  }

  /// Reads `os/architecture` or `os/architecture/variant`; the system may carry its version, as in
  /// `windows(10.0.20348)/amd64`.
  ///
  /// @throws ImageException.Malformed when it has another form
  public static Platform parse(String text) {
    var parts = split(text);
    if (parts.length < 2) {
      throw malformed(text, "it lacks the architecture");
    }
    return of(text, parts);
  }

  /// As [#parse(String)], and also reads a system alone (`linux`) or an architecture alone
  /// (`arm64`); what is missing comes from `host`.
  ///
  /// @throws ImageException.Malformed when it has another form, or the one word is unknown
  public static Platform parse(String text, Platform host) {
    var parts = split(text);
    if (parts.length > 1) {
      return of(text, parts);
    }
    var word = normalOs(parts[0]);
    if (SYSTEMS.contains(word)) {
      return new Platform(word, host.architecture, host.variant, Optional.empty(), List.of());
    }
    var normal = normal(parts[0].toLowerCase(Locale.ROOT), "");
    if (ARCHITECTURES.contains(normal.architecture)) {
      return new Platform(
          host.os, normal.architecture, Optional.of(normal.variant), Optional.empty(), List.of());
    }
    throw malformed(text, "'%s' is neither a system nor an architecture".formatted(parts[0]));
  }

  /// Whether both the system and the architecture are names that Go knows.
  public boolean isKnown() {
    return SYSTEMS.contains(os) && ARCHITECTURES.contains(architecture);
  }

  /// The platforms whose programs run on this one, best first; the first is this one.
  ///
  /// A newer variant runs what was made for an older one, `amd64` runs `386` and `arm64` runs
  /// `arm`.
  public List<Platform> accepted() {
    var result = new ArrayList<Platform>();
    switch (architecture) {
      case "amd64" -> {
        for (int level = level(variant, 1); level > 1; level--) {
          result.add(with("amd64", "v" + level));
        }
        result.add(with("amd64", ""));
        result.add(with("386", ""));
      }
      case "arm" -> {
        for (int level = level(variant, 7); level >= 5; level--) {
          result.add(with("arm", "v" + level));
        }
      }
      case "arm64" -> {
        if (variant.isPresent()) {
          result.add(this);
        }
        result.add(with("arm64", ""));
        for (int level = 8; level >= 5; level--) {
          result.add(with("arm", "v" + level));
        }
      }
      default -> result.add(this);
    }
    if (!result.contains(this)) {
      result.addFirst(this);
    }
    return List.copyOf(result);
  }

  /// How well a program for `offered` runs here: 0 is best, and empty means not at all.
  public Optional<Integer> rank(Platform offered) {
    if (!os.equals(offered.os) || !sameBuild(offered)) {
      return Optional.empty();
    }
    var accepted = accepted();
    for (int rank = 0; rank < accepted.size(); rank++) {
      var candidate = accepted.get(rank);
      if (candidate.architecture.equals(offered.architecture)
          && candidate.variant.equals(offered.variant)) {
        return Optional.of(rank);
      }
    }
    return Optional.empty();
  }

  /// The form `linux/arm/v7`.
  @Override
  public String toString() {
    return os
        + osVersion.map("(%s)"::formatted).orElse("")
        + "/"
        + architecture
        + variant.map("/"::concat).orElse("");
  }

  static Platform read(Members members) {
    return new Platform(
        members.needText("os"),
        members.needText("architecture"),
        members.textUnlessEmpty("variant"),
        members.textUnlessEmpty("os.version"),
        members.texts("os.features"));
  }

  void write(ObjectNode node) {
    node.put("architecture", architecture);
    variant.ifPresent(value -> node.put("variant", value));
    node.put("os", os);
    osVersion.ifPresent(value -> node.put("os.version", value));
    if (!osFeatures.isEmpty()) {
      var features = node.putArray("os.features");
      osFeatures.forEach(features::add);
    }
  }

  private Platform with(String newArchitecture, String newVariant) {
    return new Platform(os, newArchitecture, Optional.of(newVariant), osVersion, osFeatures);
  }

  /// Windows runs only what was made for the same build; its fourth number does not matter.
  private boolean sameBuild(Platform offered) {
    if (osVersion.isEmpty() || offered.osVersion.isEmpty()) {
      return true;
    }
    return build(osVersion.get()).equals(build(offered.osVersion.get()));
  }

  private static List<String> build(String version) {
    var parts = List.of(version.split("\\.", -1));
    return parts.subList(0, Math.min(3, parts.size()));
  }

  private static String[] split(String text) {
    var parts = text.strip().split("/", -1);
    if (parts.length > 3) {
      throw malformed(text, "it has more than three parts");
    }
    for (var part : parts) {
      if (part.isEmpty() || !part.chars().allMatch(Platform::isAllowed)) {
        throw malformed(text, "'%s' cannot be a part of it".formatted(part));
      }
    }
    return parts;
  }

  private static Platform of(String text, String[] parts) {
    var os = parts[0];
    Optional<String> version = Optional.empty();
    int open = os.indexOf('(');
    if (open >= 0) {
      if (!os.endsWith(")") || open == 0) {
        throw malformed(text, "the version of the system is not in parentheses");
      }
      version = Optional.of(os.substring(open + 1, os.length() - 1)).filter(v -> !v.isEmpty());
      os = os.substring(0, open);
    }
    var variant = parts.length == 3 ? Optional.of(parts[2]) : Optional.<String>empty();
    return new Platform(os, parts[1], variant, version, List.of());
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_.()-".indexOf(c) >= 0;
  }

  private static ImageException malformed(String text, String why) {
    return new ImageException.Malformed(
        "'%s' is not a platform such as linux/amd64 or linux/arm/v7: %s".formatted(text, why));
  }

  private static String normalOs(String os) {
    var lower = os.toLowerCase(Locale.ROOT);
    return lower.equals("macos") ? "darwin" : lower;
  }

  private record Processor(String architecture, String variant) {}

  /// See containerd's `platforms/database.go`, whose rules all tools follow.
  private static Processor normal(String architecture, String variant) {
    return switch (architecture) {
      case "i386", "i486", "i586", "i686" -> new Processor("386", "");
      case "x86_64", "x86-64", "amd64" ->
          new Processor("amd64", variant.equals("v1") ? "" : variant);
      case "aarch64", "arm64" ->
          new Processor("arm64", variant.equals("8") || variant.equals("v8") ? "" : variant);
      case "armhf" -> new Processor("arm", "v7");
      case "armel" -> new Processor("arm", "v6");
      case "arm" ->
          switch (variant) {
            case "", "7" -> new Processor("arm", "v7");
            case "5", "6", "8" -> new Processor("arm", "v" + variant);
            default -> new Processor("arm", variant);
          };
      default -> new Processor(architecture, variant);
    };
  }

  private static int level(Optional<String> variant, int otherwise) {
    return variant.filter(v -> v.matches("v[0-9]")).map(v -> v.charAt(1) - '0').orElse(otherwise);
  }
}
