package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

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

  /// Looks through the store.
  ///
  /// @throws BuildException.MachineFailed when it cannot be read
  public static Usage of(Store store) {
    var root = store.root();
    return new Usage(
        List.of(
                count("blobs", root.resolve("blobs")),
                count("layers", root.resolve("layers")),
                count("snapshots", root.resolve("snapshots")),
                count("cache mounts", root.resolve("cache-mounts")),
                count("git repositories", root.resolve("git")),
                count("cached steps", root.resolve("steps")),
                count("images", root.resolve("images")),
                count("bases", root.resolve("bases")),
                count("web files", root.resolve("web-files")),
                count("uploads", root.resolve("uploads")))
            .stream()
            .sorted(java.util.Comparator.comparingLong(Department::bytes).reversed())
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
      throw new BuildException.MachineFailed(
          "cannot look through the local store: " + Reason.of(e), e);
    }
    return new Department(name, sum.count, sum.bytes);
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long count;
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      count++;
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
