package dev.slipway.cli;

import dev.slipway.builder.store.Reason;
import dev.slipway.image.ImageException;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import dev.slipway.registry.auth.Credential;
import dev.slipway.registry.auth.Credentials;
import dev.slipway.registry.auth.DockerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The logins of the user: docker's, and after them those of podman, buildah and skopeo.
///
/// A file is read when a registry asks, and those before it have no answer: one that is broken is
/// not in the way of whoever can do without. The first that has a credential counts.
final class Logins implements Credentials {
  /// A file that may hold logins.
  ///
  /// @param variable what names another in its place
  private record Source(Path file, String variable) {}

  /// A login that is there.
  ///
  /// @param file where
  /// @param credential what it is
  record Login(Path file, Credential credential) {}

  private final Surroundings surroundings;
  private final Map<Source, Credentials> known = new ConcurrentHashMap<>();

  /// Reads nothing yet.
  Logins(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Credential find(Repository repository) {
    return first(Stream.concat(docker(), others()), repository)
        .map(Login::credential)
        .orElse(Credential.ANONYMOUS);
  }

  /// The login for `repository` that a program keeps which is not docker.
  ///
  /// @throws RegistryException.Denied when a file that may have it cannot be read, or a helper that
  ///     it names does not answer
  Optional<Login> ofOthers(Repository repository) {
    return first(others(), repository);
  }

  private Optional<Login> first(Stream<Source> sources, Repository repository) {
    for (var source : sources.toList()) {
      var credential = known.computeIfAbsent(source, this::read).find(repository);
      if (!credential.equals(Credential.ANONYMOUS)) {
        return Optional.of(new Login(source.file, credential));
      }
    }
    return Optional.empty();
  }

  private Stream<Source> docker() {
    return Homes.docker(surroundings).stream()
        .map(folder -> new Source(folder.resolve("config.json"), "DOCKER_CONFIG"));
  }

  private Stream<Source> others() {
    var session =
        surroundings
            .variable("REGISTRY_AUTH_FILE")
            .map(surroundings::resolve)
            .or(() -> Homes.containersOfSession(surroundings).map(Logins::ofContainers))
            .map(file -> new Source(file, "REGISTRY_AUTH_FILE"));
    var lasting =
        Homes.containers(surroundings)
            .map(folder -> new Source(ofContainers(folder), "XDG_CONFIG_HOME"));
    return Stream.of(session, lasting).flatMap(Optional::stream);
  }

  private static Path ofContainers(Path folder) {
    return folder.resolve("auth.json");
  }

  private Credentials read(Source source) {
    try {
      return DockerConfig.read(
          source.file.toString(), Files.readAllBytes(source.file), surroundings.environment());
    } catch (NoSuchFileException e) {
      return Credentials.NONE;
    } catch (IOException e) {
      throw new RegistryException.Denied(
          "read the logins in %s: %s. Make it readable, or set %s to another"
              .formatted(source.file, Reason.of(e), source.variable));
    } catch (ImageException e) {
      throw new RegistryException.Denied(
          "read the logins: %s. Mend it, or set %s to another"
              .formatted(e.getMessage(), source.variable));
    }
  }
}
