package dev.slipway.builder;

import dev.slipway.builder.store.Store;
import dev.slipway.image.Reference;
import dev.slipway.registry.Copy;
import dev.slipway.registry.layout.LayoutFolder;
import dev.slipway.registry.remote.Access;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A process that pushes, to be killed.
///
/// Takes the store's folder, an OCI layout with an image called `1`, and the name in a registry.
public final class PushProgram {
  private PushProgram() {}

  /// Pushes.
  public static void main(String[] arguments) {
    try (var store = Store.open(Path.of(arguments[0]));
        var layout = LayoutFolder.open(Path.of(arguments[1]));
        var client = new RegistryClient(RegistryOptions.DEFAULT.withJournal(store.uploads()))) {
      var target = client.repository(Reference.parse(arguments[2]), Access.PUSH);
      Copy.between(layout, target).run("1", List.of("1"));
    }
  }

  static Process start(Path store, Path layout, String name) throws IOException {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            PushProgram.class.getName(),
            store.toString(),
            layout.toString(),
            name)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
