package dev.slipway.builder.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where the programs are looked for that sandboxes are made with: in the folders of every
/// distribution, whatever the search path of whoever builds is.
final class Tools {
  private static final List<String> FOLDERS =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  /// The same folders as a search path.
  static final String PATH = FOLDERS.stream().collect(Collectors.joining(":"));

  private Tools() {}

  /// Where `tool` is on the machine whose root is `root`.
  static Optional<Path> find(Path root, String tool) {
    return FOLDERS.stream()
        .map(folder -> Path.of(folder, tool))
        .filter(path -> Files.isExecutable(root.resolve(path.toString().substring(1))))
        .findFirst();
  }

  /// The path of `tool` on this machine; the bare name where it is not there.
  static String path(String tool) {
    return find(Path.of("/"), tool).map(Path::toString).orElse(tool);
  }
}
