package dev.slipway.builder;

import dev.slipway.builder.address.RemoteSource;
import java.nio.file.Path;

/// Where the text of the Dockerfile is.
public sealed interface DockerfileLocation {
  /// `Dockerfile` in the context, or `dockerfile` when there is none of that name.
  record InContext() implements DockerfileLocation {}

  /// A file, anywhere; a `.dockerignore` beside it with its name in front counts before the
  /// context's.
  record File(Path path) implements DockerfileLocation {}

  /// A file of the context.
  ///
  /// @param path its path there
  record Inside(String path) implements DockerfileLocation {}

  /// A file that a web server gives out.
  record Remote(RemoteSource.Web source) implements DockerfileLocation {}

  /// The text itself.
  ///
  /// @param name what messages call it, such as `<stdin>`
  /// @param text the text
  record Inline(String name, String text) implements DockerfileLocation {}
}
