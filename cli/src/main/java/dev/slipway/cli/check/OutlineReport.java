package dev.slipway.cli.check;

import dev.slipway.dockerfile.Device.Need;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.outline.Outline;
import dev.slipway.dockerfile.outline.Outline.Argument;
import dev.slipway.dockerfile.outline.Outline.Credential;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `docker build --call=outline` prints: the arguments, secrets and keys that a target takes.
public record OutlineReport(Source source, Outline outline) {

  /// For people.
  public String text() {
    var text = new StringBuilder();
    if (outline.name().isPresent() || outline.description().isPresent()) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("TARGET:", outline.name().orElse("(default)")));
      outline.description().ifPresent(known -> rows.add(List.of("DESCRIPTION:", known)));
      text.append(Columns.of(1, rows)).append('\n');
    }
    if (!outline.arguments().isEmpty()) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("BUILD ARG", "VALUE", "DESCRIPTION"));
      for (var one : outline.arguments()) {
        rows.add(List.of(one.name(), one.value().orElse(""), one.description().orElse("")));
      }
      text.append(Columns.of(3, rows)).append('\n');
    }
    text.append(table("SECRET", outline.secrets()));
    text.append(table("SSH", outline.ssh()));
    return text.toString();
  }

  private static String table(String title, List<Credential> credentials) {
    if (credentials.isEmpty()) {
      return "";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of(title, "REQUIRED"));
    for (var one : credentials) {
      rows.add(List.of(one.id(), one.need() == Need.REQUIRED ? "true" : ""));
    }
    return Columns.of(3, rows) + "\n";
  }

  /// For programs: what is empty is left out.
  public Map<String, Object> json() {
    var fields = new LinkedHashMap<String, Object>();
    outline.name().ifPresent(name -> fields.put("name", name));
    outline.description().ifPresent(known -> fields.put("description", known));
    put(fields, "args", outline.arguments().stream().map(OutlineReport::argument).toList());
    put(fields, "secrets", outline.secrets().stream().map(OutlineReport::credential).toList());
    put(fields, "ssh", outline.ssh().stream().map(OutlineReport::credential).toList());
    fields.put("sources", List.of(CheckJson.data(source)));
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, List<?> elements) {
    if (!elements.isEmpty()) {
      fields.put(name, elements);
    }
  }

  private static Map<String, Object> argument(Argument argument) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", argument.name());
    argument.description().ifPresent(known -> fields.put("description", known));
    argument.value().filter(value -> !value.isEmpty()).ifPresent(it -> fields.put("value", it));
    fields.put("location", CheckJson.location(argument.span()));
    return fields;
  }

  private static Map<String, Object> credential(Credential credential) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", credential.id());
    if (credential.need() == Need.REQUIRED) {
      fields.put("required", true);
    }
    fields.put("location", CheckJson.location(credential.span()));
    return fields;
  }
}
