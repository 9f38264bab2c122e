package dev.slipway.cli;

import dev.slipway.image.Reference;
import java.util.LinkedHashMap;
import java.util.List;

/// `slipway logout [REGISTRY]`.
final class LogoutCommand implements Command {
  @Override
  public List<String> description() {
    return List.of("Forgets the credentials for a registry.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.optional(0, "REGISTRY", "Host and perhaps port. Default: docker.io."), Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var registry = RegistryName.parse(arguments.find(0).orElse(Reference.DOCKER_HUB));
    var file = CredentialFile.of(surroundings);
    boolean found = file.forget(registry.server());
    surroundings
        .err()
        .printf(
            found ? "Logged out of %s%n" : "There are no credentials for %s%n", registry.host());
    if (arguments.has("--json")) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("registry", registry.host());
      fields.put("forgotten", found);
      surroundings.out().println(Json.text(fields));
    }
    return ExitCode.SUCCESS;
  }
}
