package dev.slipway.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The program `docker-credential-NAME`, told to keep or to forget something.
///
/// Secrets travel on its standard input, never in its arguments.
///
/// @param name what follows `docker-credential-`
/// @param environment in which it runs
record CredentialProgram(String name, Map<String, String> environment) {
  /// Runs `docker-credential-NAME action`, with `input` on its standard input.
  void run(String action, String input) {
    var program = "docker-credential-" + name;
    try {
      var builder = new ProcessBuilder(located(program), action).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      var process = builder.start();
      try (var stream = process.getOutputStream()) {
        stream.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new CommandException.Failed(
            "%s %s ended with code %d and said '%s'"
                .formatted(program, action, code, answer.strip()));
      }
    } catch (IOException e) {
      throw new CommandException.Failed(
          "%s %s: %s. Install it, or take it out of docker's config.json"
              .formatted(program, action, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException.Failed("%s %s was interrupted".formatted(program, action));
    }
  }

  /// Its path, looked for where the user's own environment says.
  private String located(String program) throws IOException {
    for (var folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      var file = Path.of(folder, program);
      if (!folder.isEmpty() && Files.isExecutable(file)) {
        return file.toString();
      }
    }
    throw new IOException("it is not on the PATH");
  }
}
