package dev.slipway.cli;

import java.util.LinkedHashMap;
import java.util.List;

/// `slipway version`.
final class VersionCommand implements Command {
  @Override
  public List<String> description() {
    return List.of("Prints the version of Slipway, of Java and of the platform.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var version = Version.current();
    if (arguments.has("--json")) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("version", version.number());
      fields.put("java", version.java());
      fields.put("platform", version.platform());
      surroundings.out().println(Json.text(fields));
    } else {
      surroundings.out().println(version);
    }
    return ExitCode.SUCCESS;
  }
}
