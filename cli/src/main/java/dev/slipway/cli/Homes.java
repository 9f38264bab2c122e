package dev.slipway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The folders that the environment decides.
final class Homes {
  private Homes() {}

  /// Where the local store is: `SLIPWAY_HOME`, else `slipway` in the user's data folder.
  static Path store(Surroundings surroundings) {
    return surroundings
        .variable("SLIPWAY_HOME")
        .map(surroundings::resolve)
        .or(
            () ->
                surroundings
                    .variable("XDG_DATA_HOME")
                    .map(folder -> Path.of(folder))
                    .filter(Path::isAbsolute)
                    .map(folder -> folder.resolve("slipway")))
        .or(() -> user(surroundings).map(home -> home.resolve(".local/share/slipway")))
        .orElseThrow(
            () ->
                new CommandException.Failed(
                    "slipway: HOME is not set, so there is no place for the store:"
                        + " set SLIPWAY_HOME to a folder"));
  }

  /// Where docker and others keep credentials: `DOCKER_CONFIG`, else `.docker` of the user; nowhere
  /// for a user without a home.
  static Optional<Path> docker(Surroundings surroundings) {
    return surroundings
        .variable("DOCKER_CONFIG")
        .map(surroundings::resolve)
        .or(() -> user(surroundings).map(home -> home.resolve(".docker")));
  }

  /// Where podman, buildah and skopeo keep the credentials of a session: `XDG_RUNTIME_DIR`, else a
  /// folder of the system with the number of the user.
  static Optional<Path> containersOfSession(Surroundings surroundings) {
    return surroundings
        .variable("XDG_RUNTIME_DIR")
        .map(surroundings::resolve)
        .map(folder -> folder.resolve("containers"))
        .or(() -> userNumber().map(number -> Path.of("/run/containers", number)));
  }

  /// Where they keep what outlives a session: `XDG_CONFIG_HOME`, else `.config` of the user.
  static Optional<Path> containers(Surroundings surroundings) {
    return surroundings
        .variable("XDG_CONFIG_HOME")
        .map(surroundings::resolve)
        .or(() -> user(surroundings).map(home -> home.resolve(".config")))
        .map(folder -> folder.resolve("containers"));
  }

  private static Optional<String> userNumber() {
    try {
      return Optional.of(Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> user(Surroundings surroundings) {
    return surroundings.variable("HOME").map(Path::of).filter(Path::isAbsolute);
  }
}
