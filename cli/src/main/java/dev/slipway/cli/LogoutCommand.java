package dev.slipway.cli;

import dev.slipway.image.Reference;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import java.util.LinkedHashMap;
import java.util.List;

/// `slipway logout [REGISTRY]`.
final class LogoutCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Forgets the credentials for a registry.",
        "",
        "It says so where podman, buildah or skopeo keep a login that would still be used.");
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
    warnOfOthers(registry, surroundings);
    if (arguments.has("--json")) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("registry", registry.host());
      fields.put("forgotten", found);
      surroundings.out().println(Json.text(fields));
    }
    return ExitCode.SUCCESS;
  }

  private static void warnOfOthers(RegistryName registry, Surroundings surroundings) {
    // One for all of the registry counts, whatever is asked for in it.
    var anything = new Repository(registry.host(), "anything");
    try {
      new Logins(surroundings)
          .ofOthers(anything)
          .ifPresent(
              login ->
                  surroundings
                      .err()
                      .printf(
                          "warning: there is a login for %s in %s, which is used; remove it with the"
                              + " program that made it%n",
                          registry.host(), login.file()));
    } catch (RegistryException.Denied e) {
      surroundings.err().println(HarmlessText.lines("warning: " + e.text()));
    }
  }
}
