package dev.slipway.builder;

import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.image.Digest;

/// What one takes for the same build when it is done again: the same Dockerfile on the same context
/// for the same target and platform, whatever is in them by now.
final class BuildName {
  private BuildName() {}

  /// The name of the build that `request` asks for.
  static Digest of(BuildRequest request) {
    return KeyWriter.of("build")
        .text("context", text(request.context()))
        .text("dockerfile", text(request.dockerfile()))
        .text("target", request.target())
        .text("platform", request.platform().map(Object::toString))
        .finish();
  }

  private static String text(BuildContext context) {
    return context instanceof BuildContext.Folder(var path)
        ? path.toAbsolutePath().normalize().toString()
        : context.toString();
  }

  private static String text(DockerfileLocation dockerfile) {
    return switch (dockerfile) {
      case DockerfileLocation.Inline(var name, _) -> name;
      case DockerfileLocation.File(var path) -> path.toAbsolutePath().normalize().toString();
      case DockerfileLocation.Inside(var path) -> path;
      case DockerfileLocation.Remote(var source) -> source.toString();
      case DockerfileLocation.InContext _ -> "";
    };
  }
}
