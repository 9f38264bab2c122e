package dev.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.image.Json;
import dev.slipway.registry.auth.Credential;
import dev.slipway.registry.auth.DockerConfig;
import dev.slipway.registry.auth.HelperProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Docker's `config.json`, to be changed. What is not about credentials stays as it is.
///
/// The file appears whole, by rename, and only its owner can read it. Where it names a helper for
/// a registry, the secret goes to the helper and not into the file.
final class CredentialFile {
  private final Path file;
  private final Map<String, String> environment;

  private CredentialFile(Path folder, Map<String, String> environment) {
    this.file = real(folder.resolve("config.json"));
    this.environment = environment;
  }

  /// The file of the user.
  ///
  /// @throws CommandException.Failed when there is no place for one
  static CredentialFile of(Surroundings surroundings) {
    var folder =
        Homes.docker(surroundings)
            .orElseThrow(
                () ->
                    new CommandException.Failed(
                        "slipway: HOME is not set, so there is no place for credentials:"
                            + " set DOCKER_CONFIG to a folder"));
    return new CredentialFile(folder, surroundings.environment());
  }

  /// How a credential is kept.
  enum Form {
    /// A helper has it, and knows how to protect it.
    HELPER,
    /// It stands in the file for whoever can read that.
    PLAIN
  }

  /// Where a credential is.
  ///
  /// @param place the helper's name, or the file's
  /// @param form how it is kept there
  record Kept(String place, Form form) {}

  /// Keeps a credential; returns where.
  ///
  /// @param server the registry, as docker names it
  Kept keep(String server, Credential.Password credential) {
    var root = read();
    var entry = Json.object();
    var helper = helper(root, server);
    if (helper.isPresent()) {
      helper.get().keep(server, credential);
    } else {
      var pair = credential.user() + ":" + credential.secret();
      entry.put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    // What is written otherwise and means the same would count besides it.
    entries(root, server).forEach(root.withObject("/auths")::remove);
    root.withObject("/auths").set(server, entry);
    write(root);
    return helper
        .map(kept -> new Kept("docker-credential-" + kept.name(), Form.HELPER))
        .orElseGet(() -> new Kept(file.toString(), Form.PLAIN));
  }

  /// Forgets a credential, however the file names its registry; says whether there was one.
  boolean forget(String server) {
    var root = read();
    var helper = helper(root, server);
    boolean isHeld =
        helper.filter(asked -> !asked.find(server).equals(Credential.ANONYMOUS)).isPresent();
    if (isHeld) {
      helper.get().forget(server);
    }
    var entries = entries(root, server);
    if (!entries.isEmpty()) {
      entries.forEach(root.withObject("/auths")::remove);
      write(root);
    }
    return isHeld || !entries.isEmpty();
  }

  private static List<String> entries(ObjectNode root, String server) {
    return root.path("auths")
        .propertyStream()
        .map(Map.Entry::getKey)
        .filter(key -> DockerConfig.place(key).equals(DockerConfig.place(server)))
        .toList();
  }

  private Optional<HelperProgram> helper(ObjectNode root, String server) {
    var own =
        root.path("credHelpers")
            .propertyStream()
            .filter(entry -> DockerConfig.place(entry.getKey()).equals(DockerConfig.place(server)))
            .map(entry -> entry.getValue().asText(""));
    return Stream.concat(own, Stream.of(root.path("credsStore").asText("")))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .map(name -> new HelperProgram(name, file.toString(), environment));
  }

  private ObjectNode read() {
    try {
      var bytes = Files.readAllBytes(file);
      return bytes.length == 0 ? Json.object() : Json.readObject(file.toString(), bytes);
    } catch (NoSuchFileException e) {
      return Json.object();
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  private void write(ObjectNode root) {
    try {
      var folder = file.toAbsolutePath().getParent();
      if (folder == null) {
        throw new IOException("it has no folder");
      }
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      // Temporary files are made readable by their owner alone.
      var draft = Files.createTempFile(folder, ".config.json", "");
      try {
        Files.writeString(draft, root.toPrettyString() + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw failure("write", e);
    }
  }

  /// A link is followed, so that the rename replaces what it leads to and not the link.
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private CommandException failure(String action, IOException cause) {
    return new CommandException.Failed(
        "%s %s: %s. Mend its permissions, or set DOCKER_CONFIG to another folder"
            .formatted(action, file, cause));
  }
}
