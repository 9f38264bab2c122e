package dev.slipway.cli;

import dev.slipway.builder.store.Reason;
import dev.slipway.image.Reference;
import dev.slipway.registry.auth.Credential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `slipway login [REGISTRY]`.
final class LoginCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Keeps the credentials for a registry, once it has taken them.",
        "",
        "On a terminal it asks for what is missing; the password does not appear. Elsewhere the",
        "password, or a token, is the first line of standard input:",
        "",
        "  slipway login -u me --password-stdin ghcr.io <token.txt",
        "",
        "It goes to the credential helper that docker's config.json names, else unencrypted into"
            + " that",
        "file (DOCKER_CONFIG, or ~/.docker), which docker, podman and others read too. Where that",
        "has nothing for a registry, what podman, buildah and skopeo keep is used (REGISTRY_AUTH_FILE,",
        "XDG_RUNTIME_DIR/containers/auth.json, ~/.config/containers/auth.json).");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.optional(0, "REGISTRY", "Host and perhaps port. Default: docker.io."),
        Flag.value("NAME", "Who logs in.", "-u", "--username"),
        Flag.toggle(
            "Read the password from standard input, even on a terminal.", "--password-stdin"),
        Flag.plainHttp(),
        Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var registry = RegistryName.parse(arguments.find(0).orElse(Reference.DOCKER_HUB));
    boolean asks = surroundings.prompt().present() && !arguments.has("--password-stdin");
    var user =
        arguments
            .value("--username")
            .or(() -> asks ? surroundings.prompt().line("Username: ") : Optional.empty())
            .filter(name -> !name.isBlank())
            .orElseThrow(() -> new CommandException.Usage("slipway login: --username is missing"));
    var secret = asks ? asked(surroundings) : read(surroundings);
    var credential = new Credential.Password(user, secret);
    try (var places = new Places(arguments, surroundings)) {
      places.client().check(registry.host(), credential);
    }
    var file = CredentialFile.of(surroundings);
    var kept = file.keep(registry.server(), credential);
    report(registry, kept, surroundings);
    if (arguments.has("--json")) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("registry", registry.host());
      fields.put("user", user);
      fields.put("keptIn", kept.place());
      fields.put("form", kept.form().name().toLowerCase(Locale.ROOT));
      surroundings.out().println(Json.text(fields));
    }
    return ExitCode.SUCCESS;
  }

  private static void report(
      RegistryName registry, CredentialFile.Kept kept, Surroundings surroundings) {
    var err = surroundings.err();
    err.printf("Logged in to %s; kept in %s%n", registry.host(), kept.place());
    if (kept.form() == CredentialFile.Form.PLAIN) {
      err.println(
          "warning: it is not encrypted there; name a credential helper as \"credsStore\" in that"
              + " file, and log in again, to have it kept safely");
    }
  }

  private static String asked(Surroundings surroundings) {
    return surroundings
        .prompt()
        .secret("Password: ")
        .filter(word -> !word.isEmpty())
        .orElseThrow(() -> new CommandException.Usage("slipway login: no password was typed"));
  }

  private static String read(Surroundings surroundings) {
    try {
      var reader =
          new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
      var line = reader.readLine();
      if (line == null || line.isEmpty()) {
        throw new CommandException.Usage(
            "slipway login: no password came on standard input:"
                + " slipway login -u NAME --password-stdin REGISTRY <file-with-the-password");
      }
      return line;
    } catch (IOException e) {
      throw new CommandException.Failed("slipway login: cannot read the password: " + Reason.of(e));
    }
  }
}
