package dev.slipway.builder;

import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// A process that builds, to be killed.
///
/// Takes the store's folder, the context with its Dockerfile, a mark that its worker's command line
/// bears, and a value of the argument `N` for each build. Says `begun`, and for each build the ID.
public final class BuildProgram {
  private BuildProgram() {}

  /// Builds once for each value.
  public static void main(String[] arguments) {
    var store = Path.of(arguments[0]);
    var context = Path.of(arguments[1]);
    System.out.println("begun");
    for (var value : List.of(arguments).subList(3, arguments.length)) {
      try (var client = new RegistryClient(RegistryOptions.DEFAULT);
          var builder = Builder.open(settings(store, client, arguments[2]))) {
        var image =
            builder.build(
                BuildRequest.of(context).withArgument("N", value), BuildListener.silent());
        System.out.println(image.config().digest());
      }
    }
  }

  static BuilderSettings settings(Path store, RegistryClient client, String mark) {
    return new BuilderSettings(
        store,
        client,
        BuilderSettings.of(store, client).machine(),
        BuilderSettings.workerProgram(List.of("-XX:TieredStopAtLevel=1", "-Dslipway.mark=" + mark)),
        Clock.fixed(Workshop.NOW, ZoneOffset.UTC));
  }

  static Process start(Path store, Path context, String mark, List<String> values)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BuildProgram.class.getName(),
                store.toString(),
                context.toString(),
                mark));
    command.addAll(values);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
