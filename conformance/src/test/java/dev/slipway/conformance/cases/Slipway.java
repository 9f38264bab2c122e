package dev.slipway.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.builder.BuildContext;
import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.Builder;
import dev.slipway.builder.BuilderSettings;
import dev.slipway.builder.DockerfileLocation;
import dev.slipway.builder.NamedContext;
import dev.slipway.builder.ResourceLimit;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.address.RemoteSource;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.Platform;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.layout.LayoutFolder;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The accused, through its Java API, with a store of its own.
final class Slipway implements ImageBuilder {

  private final RegistryClient registries = new RegistryClient(RegistryOptions.DEFAULT);
  private final Builder builder;

  /// Keeps all it has in `folder`.
  Slipway(Path folder) {
    builder = Builder.open(BuilderSettings.of(folder.resolve("store"), registries));
  }

  @Override
  public String name() {
    return "Slipway";
  }

  @Override
  public Outcome build(Recipe recipe, Path output) {
    var log = new ByteArrayOutputStream();
    try {
      var image = builder.build(request(recipe), listener(log));
      try (var layout = LayoutFolder.create(output)) {
        builder.write(image, layout, List.of("latest"), _ -> {});
      }
      return new Built();
    } catch (BuildException.SandboxUnavailable unavailable) {
      Peers.missing(String.valueOf(unavailable.getMessage()));
      throw unavailable;
    } catch (DockerfileException
        | BuildException
        | RegistryException
        | IllegalArgumentException failure) {
      return new Failed(String.valueOf(failure.getMessage()), log.toString(UTF_8));
    }
  }

  private static BuildRequest request(Recipe recipe) {
    var request = located(recipe);
    if (recipe.settings().containsKey("filename")) {
      var inside = new DockerfileLocation.Inside(recipe.settings().get("filename"));
      request = request.withDockerfile(inside);
    }
    for (var address : recipe.named().entrySet()) {
      var source = RemoteSource.find(address.getValue()).orElseThrow();
      request = request.withContext(address.getKey(), new NamedContext.Remote(source));
    }
    if (recipe.target().isPresent()) {
      request = request.withTarget(recipe.target().get());
    }
    if (recipe.platform().isPresent()) {
      request = request.withPlatform(Platform.parse(recipe.platform().get()));
    }
    for (var argument : recipe.arguments().entrySet()) {
      request = request.withArgument(argument.getKey(), argument.getValue());
    }
    for (var label : recipe.labels().entrySet()) {
      request = request.withLabel(label.getKey(), label.getValue());
    }
    for (var context : recipe.contexts().entrySet()) {
      request = request.withContext(context.getKey(), new NamedContext.Folder(context.getValue()));
    }
    for (var image : recipe.images().entrySet()) {
      var layout = image.getValue().layout() + "@" + image.getValue().digest();
      request = request.withContext(image.getKey(), new NamedContext.Layout(layout));
    }
    return request.withRuns(runs(recipe));
  }

  private static BuildRequest located(Recipe recipe) {
    if (recipe.stdin().isPresent()) {
      return BuildRequest.of(
          new BuildContext.Stream("<stdin>", () -> Files.newInputStream(recipe.stdin().get())));
    }
    return recipe.from().isPresent()
        ? BuildRequest.of(
            new BuildContext.Remote(RemoteSource.find(recipe.from().get()).orElseThrow()))
        : BuildRequest.of(recipe.context())
            .withDockerfile(new DockerfileLocation.File(recipe.dockerfile()));
  }

  private static RunSettings runs(Recipe recipe) {
    var runs = RunSettings.usual().with(RunSettings.Entitlement.SECURITY_INSECURE);
    for (var secret : recipe.secrets().entrySet()) {
      runs = runs.withSecret(secret.getKey(), new SecretSource.File(secret.getValue()));
    }
    for (var setting : recipe.settings().entrySet()) {
      runs = with(runs, setting.getKey(), setting.getValue());
    }
    return runs;
  }

  private static RunSettings with(RunSettings runs, String name, String value) {
    return switch (name) {
      case "hostname" -> runs.withHostname(value);
      case "shm-size" -> runs.withSharedMemory(Long.parseLong(value));
      case "ulimit" -> {
        var more = runs;
        for (var limit : value.split(",", -1)) {
          more = more.withLimit(ResourceLimit.parse(limit));
        }
        yield more;
      }
      case "add-hosts" -> {
        var more = runs;
        for (var host : value.split(",", -1)) {
          int equals = host.indexOf('=');
          more = more.withHost(host.substring(0, equals), host.substring(equals + 1));
        }
        yield more;
      }
      default -> runs;
    };
  }

  private static BuildListener listener(ByteArrayOutputStream log) {
    return event -> {
      if (event instanceof BuildEvent.StepOutput output) {
        log.writeBytes(output.bytes().toArray());
      }
    };
  }

  @Override
  public void close() {
    builder.close();
    registries.close();
  }
}
