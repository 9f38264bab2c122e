package dev.slipway.builder;

import dev.slipway.builder.layer.LayerIndex;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Looks through a store that nobody has open for what is half-written or does not fit.
final class StoreCheck {
  private final Path root;
  private final List<String> complaints = new ArrayList<>();

  private StoreCheck(Path root) {
    this.root = root;
  }

  /// What is wrong with the store at `root`, in words.
  static List<String> complaints(Path root) throws IOException {
    var check = new StoreCheck(root);
    check.temporary();
    check.unfinished();
    check.blobs();
    check.layers();
    check.steps();
    return check.complaints;
  }

  private void temporary() throws IOException {
    for (var left : list(root.resolve("tmp"))) {
      complaints.add("left over: " + root.relativize(left));
    }
  }

  private void unfinished() throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var all = Files.find(root, 4, (path, _) -> name(path).startsWith(".new-"))) {
      all.forEach(path -> complaints.add("unfinished: " + root.relativize(path)));
    }
  }

  private void blobs() throws IOException {
    for (var blob : list(root.resolve("blobs/sha256"))) {
      expect(blob, name(blob));
    }
  }

  private void layers() throws IOException {
    for (var layer : list(root.resolve("layers/sha256"))) {
      expect(layer.resolve("tar"), name(layer));
      var files = list(layer).stream().map(StoreCheck::name).toList();
      if (!Set.copyOf(files).equals(Set.of("tar", "index", "boot"))) {
        complaints.add("the layer %s holds %s".formatted(name(layer), files));
        continue;
      }
      try {
        var index = LayerIndex.open(layer.resolve("index"));
        index.verify();
        if (!index.diffId().hex().equals(name(layer))) {
          complaints.add("the index of %s is of %s".formatted(name(layer), index.diffId()));
        }
      } catch (IOException | RuntimeException e) {
        complaints.add("the index of %s: %s".formatted(name(layer), e.getMessage()));
      }
    }
  }

  private void expect(Path file, String hex) throws IOException {
    try (var bytes = Files.newInputStream(file)) {
      var found = Digest.of(bytes).hex();
      if (!found.equals(hex)) {
        complaints.add("%s has the digest %s".formatted(root.relativize(file), found));
      }
    }
  }

  private void steps() throws IOException {
    for (var folder : list(root.resolve("steps"))) {
      for (var step : list(folder)) {
        step(step);
      }
    }
  }

  private void step(Path step) throws IOException {
    var lines = Files.readAllLines(step);
    if (!lines.getLast().equals("end")) {
      complaints.add("the step %s is cut short".formatted(name(step)));
      return;
    }
    for (var line : lines.subList(1, lines.size() - 1)) {
      var hex = line.substring("sha256:".length(), line.indexOf(' '));
      boolean ofBase = line.endsWith(" -");
      if (!ofBase && !Files.exists(root.resolve("layers/sha256").resolve(hex))) {
        complaints.add("the step %s names the layer %s, which is gone".formatted(name(step), hex));
      }
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
