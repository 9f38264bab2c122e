package dev.slipway.registry.auth;

import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.registry.RegistryException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program that keeps credentials: `docker-credential-NAME`.
///
/// It is started without a shell, told the server on its standard input, and given half a minute.
///
/// @param name what follows `docker-credential-` in the program's name
/// @param namedIn the file that names it, for messages
/// @param environment the environment in which it runs; `PATH` says where it is looked for
public record HelperProgram(String name, String namedIn, Map<String, String> environment) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MAX_OUTPUT = 1024 * 1024;

  /// Checks the name.
  ///
  /// @throws RegistryException.Denied when it could name something else than such a program
  public HelperProgram {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw new RegistryException.Denied(
          "%s: the name of the credential helper '%s' has more than letters, digits, '-' and '_'"
              .formatted(namedIn, name));
    }
    environment = Map.copyOf(environment);
  }

  /// Asks for the credential of `server`.
  ///
  /// @return it, or [Credential#ANONYMOUS] when the helper has none
  /// @throws RegistryException.Denied when the helper is missing or fails
  public Credential find(String server) {
    var action = "ask %s for %s".formatted(program(), server);
    var output = run("get", action, server);
    if (output.isNothing()) {
      return Credential.ANONYMOUS;
    }
    check(action, output, "");
    return read(action, output.text);
  }

  /// Has a credential kept for `server`, in place of one that was kept before.
  ///
  /// @throws RegistryException.Denied when the helper is missing or fails
  public void keep(String server, Credential.Password credential) {
    var action = "have %s keep the credential for %s".formatted(program(), server);
    var message =
        Json.object()
            .put("ServerURL", server)
            .put("Username", credential.user())
            .put("Secret", credential.secret());
    check(action, run("store", action, Json.writeText(message)), credential.secret());
  }

  /// Has the credential for `server` forgotten, if there is one.
  ///
  /// @throws RegistryException.Denied when the helper is missing or fails
  public void forget(String server) {
    var action = "have %s forget the credential for %s".formatted(program(), server);
    var output = run("erase", action, server);
    if (!output.isNothing()) {
      check(action, output, "");
    }
  }

  private String program() {
    return "docker-credential-" + name;
  }

  /// Refuses a failure; what the helper says of it is told without `secret`.
  private static void check(String action, Output output, String secret) {
    if (output.status != 0) {
      var said = output.text.lines().findFirst().orElse("");
      throw new RegistryException.Denied(
          "%s: it ended with status %d and said '%s'"
              .formatted(
                  action, output.status, secret.isEmpty() ? said : said.replace(secret, "***")));
    }
  }

  private record Output(int status, String text) {
    /// Whether it says that there is no such credential.
    boolean isNothing() {
      return status != 0 && text.contains("credentials not found");
    }
  }

  private Output run(String verb, String action, String input) {
    var builder = new ProcessBuilder(path(action).toString(), verb);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return run(builder.start(), action, input);
    } catch (IOException e) {
      throw new RegistryException.Denied(
          "%s: it cannot be started: %s".formatted(action, e.getMessage()));
    }
  }

  private static Output run(Process process, String action, String input) {
    try {
      // both pipes at once, or a helper that says much before it reads would wait for ever
      var output = new CompletableFuture<String>();
      Thread.ofVirtual().start(() -> drain(process.getInputStream(), output));
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // a helper need not read what it is told; its status says whether it could do without
      }
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new RegistryException.Denied(
            "%s: no answer within %d seconds".formatted(action, LIMIT.toSeconds()));
      }
      return new Output(process.exitValue(), output.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException.Cancelled(action + ": interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /// Looked for by hand, because Java would look along the path of its own environment.
  private Path path(String action) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program()))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new RegistryException.Denied(
                    "%s: it is not on the PATH. Install it, or remove it from %s"
                        .formatted(action, namedIn)));
  }

  private static void drain(InputStream stream, CompletableFuture<String> output) {
    try (stream) {
      output.complete(new String(stream.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      output.complete("");
    }
  }

  private static Credential read(String action, String output) {
    try {
      var answer = Json.read("the answer", output);
      var user = answer.path("Username").asText("");
      var secret = answer.path("Secret").asText("");
      if (secret.isEmpty()) {
        return Credential.ANONYMOUS;
      }
      return user.equals("<token>")
          ? new Credential.IdentityToken(secret)
          : new Credential.Password(user, secret);
    } catch (ImageException e) {
      throw new RegistryException.Denied(action + ": its answer is not what helpers answer");
    }
  }
}
