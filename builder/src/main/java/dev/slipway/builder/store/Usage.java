package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How much room the departments of a store take.
///
/// @param departments what takes room, largest first
public record Usage(List<Department> departments) {
  /// Copies the list.
  public Usage {
    departments = List.copyOf(departments);
  }

  /// One kind of content.
  ///
  /// @param name what it is, in words
  /// @param count how many files there are
  /// @param bytes how much room they take, in bytes
  public record Department(String name, long count, long bytes) {}

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("blobs", "blobs"),
          Map.entry("layers", "layers"),
          Map.entry("compressed", "compressed forms"),
          Map.entry("snapshots", "snapshots"),
          Map.entry("cache-mounts", "cache mounts"),
          Map.entry("git", "git repositories"),
          Map.entry("steps", "cached steps"),
          Map.entry("inputs", "inputs of builds"),
          Map.entry("context-digests", "context digests"),
          Map.entry("images", "images"),
          Map.entry("bases", "bases"),
          Map.entry("web-files", "web files"),
          Map.entry("uploads", "uploads"));
  private static final String REST = "temporary files";

  /// Looks through the store: each department, also those that are empty, and what is in none.
  ///
  /// A file with many names counts once. What is in folders that only mapped users may enter is not
  /// seen.
  ///
  /// @throws BuildException.MachineFailed when it cannot be read
  public static Usage of(Store store) {
    var sums = new TreeMap<String, Sum>();
    NAMES.values().forEach(name -> sums.put(name, new Sum()));
    sums.put(REST, new Sum());
    try (var entries = Files.newDirectoryStream(store.root())) {
      for (var entry : entries) {
        var name = NAMES.getOrDefault(entry.getFileName().toString(), REST);
        Files.walkFileTree(entry, Objects.requireNonNull(sums.get(name)));
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return new Usage(
        sums.entrySet().stream()
            .map(sum -> sum.getValue().named(sum.getKey()))
            .sorted(Comparator.comparingLong(Department::bytes).reversed())
            .toList());
  }

  /// All departments together, in bytes.
  public long bytes() {
    return departments.stream().mapToLong(Department::bytes).sum();
  }

  static Department count(String name, Path folder) {
    if (!Files.exists(folder)) {
      return new Department(name, 0, 0);
    }
    var sum = new Sum();
    try {
      Files.walkFileTree(folder, sum);
    } catch (IOException e) {
      throw unreadable(e);
    }
    return sum.named(name);
  }

  private static BuildException.MachineFailed unreadable(IOException e) {
    return new BuildException.MachineFailed(
        "cannot look through the local store: " + Reason.of(e), e);
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private final Set<Object> seen = new HashSet<>();
    private long count;
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (seen.add(attributes.fileKey())) {
        count++;
        bytes += attributes.size();
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    // What cannot be listed to its end is counted as far as it was.
    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    Department named(String name) {
      return new Department(name, count, bytes);
    }
  }
}
