package dev.slipway.conformance.interop;

import dev.slipway.builder.BuildListener;
import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.Builder;
import dev.slipway.builder.BuilderSettings;
import dev.slipway.builder.NamedContext;
import dev.slipway.image.Reference;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import java.nio.file.Path;

/// A program that builds and pushes one image, for tests that look at its process.
///
/// Arguments: the folder of the store, the context, the name to push to; then, perhaps, the folder
/// that the Dockerfile knows as `tools`.
final class BuildProcess {
  private BuildProcess() {}

  /// Builds and pushes.
  public static void main(String[] arguments) {
    var client = new RegistryClient(RegistryOptions.DEFAULT);
    try (client;
        var builder = Builder.open(BuilderSettings.of(Path.of(arguments[0]), client))) {
      var request = BuildRequest.of(Path.of(arguments[1]));
      if (arguments.length > 3) {
        request = request.withContext("tools", new NamedContext.Folder(Path.of(arguments[3])));
      }
      var image = builder.build(request, BuildListener.silent());
      var manifest = builder.push(image, Reference.parse(arguments[2]), _ -> {});
      System.out.println(manifest.digest());
    }
  }
}
