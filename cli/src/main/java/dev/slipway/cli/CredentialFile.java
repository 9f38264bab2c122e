package dev.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

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
    WITH_HELPER,
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
  Kept keep(String server, String user, String secret) {
    var root = read();
    var entry = Json.object();
    var helper = helper(root, server);
    if (helper.isPresent()) {
      var message = Json.object();
      message.put("ServerURL", server).put("Username", user).put("Secret", secret);
      new CredentialProgram(helper.get(), environment).run("store", Json.writeText(message));
    } else {
      var pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
      entry.put("auth", Base64.getEncoder().encodeToString(pair));
    }
    root.withObject("/auths").set(server, entry);
    write(root);
    return helper
        .map(name -> new Kept("docker-credential-" + name, Form.WITH_HELPER))
        .orElseGet(() -> new Kept(file.toString(), Form.PLAIN));
  }

  /// Forgets a credential; says whether there was one.
  boolean forget(String server) {
    var root = read();
    var helper = helper(root, server);
    helper.ifPresent(name -> new CredentialProgram(name, environment).run("erase", server));
    boolean found = root.path("auths").has(server);
    if (found) {
      root.withObject("/auths").remove(server);
      write(root);
    }
    return found || helper.isPresent();
  }

  private static Optional<String> helper(ObjectNode root, String server) {
    var own = root.path("credHelpers").path(server).asText("");
    var name = own.isEmpty() ? root.path("credsStore").asText("") : own;
    return Optional.of(name).filter(found -> !found.isEmpty());
  }

  private ObjectNode read() {
    try {
      return Json.readObject(file.toString(), Files.readAllBytes(file));
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
