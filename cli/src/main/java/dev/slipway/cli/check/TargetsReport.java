package dev.slipway.cli.check;

import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.outline.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `docker build --call=targets` prints: the stages that can be built.
public record TargetsReport(Source source, List<Target> targets) {
  /// Copies the list.
  public TargetsReport {
    targets = List.copyOf(targets);
  }

  /// For people.
  public String text() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("TARGET", "DESCRIPTION"));
    targets.forEach(one -> rows.add(List.of(label(one), one.description().orElse(""))));
    return Columns.of(1, rows);
  }

  private static String label(Target target) {
    if (!target.chosen()) {
      return target.name().orElse("");
    }
    return target.name().map(name -> name + " (default)").orElse("(default)");
  }

  /// For programs: what is empty or false is left out.
  public Map<String, Object> json() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("targets", targets.stream().map(TargetsReport::target).toList());
    fields.put("sources", List.of(CheckJson.data(source)));
    return fields;
  }

  private static Map<String, Object> target(Target target) {
    var fields = new LinkedHashMap<String, Object>();
    target.name().ifPresent(name -> fields.put("name", name));
    if (target.chosen()) {
      fields.put("default", true);
    }
    target.description().ifPresent(known -> fields.put("description", known));
    fields.put("base", target.base());
    target.platform().ifPresent(platform -> fields.put("platform", platform));
    fields.put("location", CheckJson.location(target.span()));
    return fields;
  }
}
