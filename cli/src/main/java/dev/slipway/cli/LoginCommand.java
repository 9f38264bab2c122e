package dev.slipway.cli;

import dev.slipway.image.Reference;
import dev.slipway.registry.auth.Credential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

/// `slipway login [REGISTRY]`.
final class LoginCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Keeps the credentials for a registry, once it has taken them.",
        "",
        "The password, or a token, is read from standard input:",
        "",
        "  slipway login -u me ghcr.io <token.txt",
        "",
        "It goes to the credential helper that docker's config.json names, else into that file",
        "(DOCKER_CONFIG, or ~/.docker), which docker, podman and others read too.");
  }

  @Override
  public List<ArgSpec> parameters() {
    return List.of(
        Flag.optional(0, "REGISTRY", "Host and perhaps port. Default: docker.io."),
        Flag.value("NAME", "Who logs in.", "-u", "--username"),
        Flag.toggle("Accepted for docker's sake: it is always so.", "--password-stdin"));
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var registry = RegistryName.parse(arguments.find(0).orElse(Reference.DOCKER_HUB));
    var user =
        arguments
            .value("--username")
            .orElseThrow(() -> new CommandException.Usage("slipway login: --username is missing"));
    var secret = secret(surroundings);
    try (var places = new Places(surroundings)) {
      places.client().check(registry.host(), new Credential.Password(user, secret));
    }
    var file = new CredentialFile(Homes.docker(surroundings), surroundings.environment());
    var place = file.keep(registry.server(), user, secret);
    surroundings.err().printf("Logged in to %s; kept in %s%n", registry.host(), place);
    return ExitCode.SUCCESS;
  }

  private static String secret(Surroundings surroundings) {
    try {
      var reader =
          new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
      var line = reader.readLine();
      if (line == null || line.isEmpty()) {
        throw new CommandException.Usage(
            "slipway login: no password came on standard input:"
                + " slipway login -u NAME REGISTRY <file-with-the-password");
      }
      return line;
    } catch (IOException e) {
      throw new CommandException.Failed("slipway login: cannot read the password: " + e);
    }
  }
}
