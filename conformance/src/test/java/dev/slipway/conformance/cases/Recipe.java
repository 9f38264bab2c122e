package dev.slipway.conformance.cases;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A case laid out on the disk: what any builder needs to build it.
///
/// `contexts` are the folders of named contexts, `images` the OCI layouts of named images with the
/// digest of each image's manifest; `secrets` are files. `from` is the address that the context has
/// instead of a folder, `named` those of named contexts. `stdin` holds the bytes of the context for
/// builders that read standard input; others take `from`, or the Dockerfile and an empty folder.
record Recipe(
    Path dockerfile,
    Path context,
    Optional<String> target,
    Optional<String> platform,
    Map<String, String> arguments,
    Map<String, String> labels,
    Map<String, Path> contexts,
    Map<String, NamedImage> images,
    Map<String, Path> secrets,
    Map<String, String> settings,
    Optional<String> from,
    Map<String, String> named,
    Optional<Path> stdin) {

  /// An OCI layout that a Dockerfile knows by a name.
  record NamedImage(Path layout, String digest) {}
}
