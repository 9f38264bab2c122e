package dev.slipway.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.conformance.oracle.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/// One behaviour case, as it lies in its folder.
record Case(String name, Path folder, Map<String, String> options) {

  @Override
  public String toString() {
    return name;
  }

  private static final List<String> KNOWN =
      List.of(
          "about",
          "target",
          "platform",
          "file",
          "look",
          "slipway",
          "set",
          "from",
          "named",
          "stdin");

  Case {
    options = Map.copyOf(options);
  }

  /// All cases below `root`, by name.
  static List<Case> all(Path root) {
    try (var folders = Files.list(root)) {
      return folders.filter(Files::isDirectory).sorted().map(Case::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(Path folder) {
    var options = new HashMap<String, String>();
    var name = folder.getFileName().toString();
    text(folder.resolve("case"))
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(
            line -> {
              var pair = line.split(" *= *", 2);
              if (!KNOWN.contains(pair[0].replaceFirst("\\..*", ""))
                  && !Set.of("arg", "label", "secret")
                      .contains(pair[0].replaceFirst("\\..*", ""))) {
                throw new IllegalArgumentException(name + ": no such option: " + pair[0]);
              }
              options.put(pair[0], pair[1]);
            });
    return new Case(name, folder, options);
  }

  Path dockerfile() {
    return folder.resolve("Dockerfile");
  }

  /// A time in seconds that no other case has, nor this one after its files are changed: BuildKit
  /// sends a file again only when its size or time is new.
  long time() {
    var sum = new CRC32();
    sum.update(name.getBytes(UTF_8));
    scripts("context").values().forEach(text -> sum.update(text.getBytes(UTF_8)));
    return 1_400_000_000 + sum.getValue() % 100_000_000;
  }

  /// The texts of the files `prefix` and `prefix.NAME`, by NAME.
  Map<String, String> scripts(String prefix) {
    var scripts = new TreeMap<String, String>();
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        var name = file.getFileName().toString();
        if (name.equals(prefix)) {
          scripts.put("", text(file));
        } else if (name.startsWith(prefix + ".")) {
          scripts.put(name.substring(prefix.length() + 1), text(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return scripts;
  }

  /// The options `prefix.KEY`, by KEY.
  Map<String, String> options(String prefix) {
    var found = new TreeMap<String, String>();
    options.forEach(
        (key, value) -> {
          if (key.startsWith(prefix + ".")) {
            found.put(key.substring(prefix.length() + 1), value);
          }
        });
    return found;
  }

  Optional<String> option(String key) {
    return Optional.ofNullable(options.get(key));
  }

  Set<View.Aspect> aspects() {
    var aspects = EnumSet.noneOf(View.Aspect.class);
    for (var word : option("look").orElse("").split(" ", -1)) {
      if (!word.isEmpty()) {
        aspects.add(View.Aspect.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
      }
    }
    return aspects;
  }

  /// True if a RUN of this case needs a shell.
  boolean runs() {
    return text(dockerfile()).matches("(?is).*^\\s*(ONBUILD\\s+)?RUN\\b.*".replace("^", "(^|\\n)"));
  }

  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
