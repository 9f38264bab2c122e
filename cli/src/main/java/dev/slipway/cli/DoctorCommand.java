package dev.slipway.cli;

import dev.slipway.cli.doctor.Doctor;
import dev.slipway.cli.doctor.Finding;
import dev.slipway.cli.doctor.Host;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `slipway doctor`.
final class DoctorCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Says what works on this machine, and how to mend what does not.",
        "",
        "Exits 0 when all that a build needs is there, and 1 when there is a problem. A build without",
        "RUN instructions needs none of what is listed for them. Changes nothing, and asks nobody.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var findings =
        Doctor.examine(Host.local(Homes.store(surroundings), Distribution.workerOptions()));
    surroundings.out().print(arguments.has("--json") ? json(findings) : text(findings));
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.PROBLEM)
        ? ExitCode.FAILURE
        : ExitCode.SUCCESS;
  }

  private static String text(List<Finding> findings) {
    var text = new StringBuilder(Version.current() + "\n");
    for (var area : Finding.Area.values()) {
      text.append(area.title()).append('\n');
      for (var finding : findings) {
        if (finding.area() == area) {
          text.append(
              "  %-8s %-22s %s%n"
                  .formatted(finding.level().word(), finding.subject(), finding.found()));
          finding.remedy().ifPresent(remedy -> text.append("           -> " + remedy + "\n"));
        }
      }
    }
    return text.toString();
  }

  private static String json(List<Finding> findings) {
    var rows = findings.stream().map(DoctorCommand::fields).toList();
    return Json.text(Map.of("findings", rows)) + "\n";
  }

  private static Map<String, Object> fields(Finding finding) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("level", finding.level().word());
    fields.put("area", finding.area().title());
    fields.put("subject", finding.subject());
    fields.put("found", finding.found());
    finding.remedy().ifPresent(remedy -> fields.put("remedy", remedy));
    return fields;
  }
}
