package dev.slipway.cli.check;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.lint.Rule;
import dev.slipway.dockerfile.lint.Warning;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Findings as a SARIF 2.1.0 log, which code hosts show beside the lines of a file.
///
/// An error that a build would stop at is a result of the rule `DockerfileError`.
public final class Sarif {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final String ERROR = "DockerfileError";

  private final List<Checked> files;
  private final List<Rule> rules;

  private Sarif(List<Checked> files) {
    this.files = files;
    var broken = EnumSet.noneOf(Rule.class);
    files.forEach(file -> file.report().warnings().forEach(one -> broken.add(one.rule())));
    this.rules = List.copyOf(broken);
  }

  /// The log for these files, made by this `version` of the program.
  public static Map<String, Object> of(List<Checked> files, String version) {
    return new Sarif(files).log(version);
  }

  private Map<String, Object> log(String version) {
    var driver = new LinkedHashMap<String, Object>();
    driver.put("name", "Slipway");
    driver.put("version", version);
    driver.put("rules", descriptions());
    var run = new LinkedHashMap<String, Object>();
    run.put("tool", Map.of("driver", driver));
    run.put("columnKind", "utf16CodeUnits");
    run.put("results", results());
    var log = new LinkedHashMap<String, Object>();
    log.put("$schema", SCHEMA);
    log.put("version", "2.1.0");
    log.put("runs", List.of(run));
    return log;
  }

  private List<Map<String, Object>> descriptions() {
    var descriptions = new ArrayList<Map<String, Object>>();
    rules.forEach(rule -> descriptions.add(description(rule)));
    if (files.stream().anyMatch(file -> file.report().error().isPresent())) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("id", ERROR);
      fields.put("shortDescription", text("The Dockerfile cannot be built"));
      fields.put("defaultConfiguration", Map.of("level", "error"));
      descriptions.add(fields);
    }
    return descriptions;
  }

  private static Map<String, Object> description(Rule rule) {
    var page = RulePages.of(rule);
    var fields = new LinkedHashMap<String, Object>();
    fields.put("id", rule.id());
    fields.put("shortDescription", text(rule.description()));
    rule.url().ifPresent(url -> fields.put("helpUri", url));
    var help = new LinkedHashMap<String, Object>();
    help.put("text", page);
    help.put("markdown", page);
    fields.put("help", help);
    fields.put("defaultConfiguration", Map.of("level", "warning"));
    fields.put(
        "properties", Map.of("tags", List.of(rule.origin().name().toLowerCase(Locale.ROOT))));
    return fields;
  }

  private List<Map<String, Object>> results() {
    var results = new ArrayList<Map<String, Object>>();
    for (var file : files) {
      var violated = file.report().violated();
      for (var warning : file.report().warnings()) {
        boolean error = violated.contains(warning.rule().id());
        results.add(result(file, warning, error ? "error" : "warning"));
      }
      file.report()
          .error()
          .ifPresent(
              error -> results.add(result(file, ERROR, rules.size(), "error", words(error))));
    }
    return results;
  }

  private Map<String, Object> result(Checked file, Warning warning, String level) {
    var rule = warning.rule();
    var fields = start(rule.id(), rules.indexOf(rule), level, warning.message());
    fields.put("locations", List.of(location(file, Optional.of(warning.span()))));
    return fields;
  }

  private Map<String, Object> result(
      Checked file, String rule, int index, String level, String message) {
    var fields = start(rule, index, level, message);
    fields.put("locations", List.of(location(file, file.problemSpan())));
    return fields;
  }

  private static String words(DockerfileException error) {
    return error instanceof DockerfileException.Invalid invalid
        ? error.problem() + invalid.advice().map(". "::concat).orElse("")
        : error.problem();
  }

  private static Map<String, Object> start(String rule, int index, String level, String message) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("ruleId", rule);
    fields.put("ruleIndex", index);
    fields.put("level", level);
    fields.put("message", text(message));
    return fields;
  }

  private static Map<String, Object> location(Checked file, Optional<Span> span) {
    var place = new LinkedHashMap<String, Object>();
    place.put("artifactLocation", artifact(file.source().name()));
    span.ifPresent(known -> place.put("region", region(known)));
    return Map.of("physicalLocation", place);
  }

  private static Map<String, Object> region(Span span) {
    var region = new LinkedHashMap<String, Object>();
    region.put("startLine", span.start().line());
    region.put("startColumn", span.start().column());
    region.put("endLine", span.end().line());
    region.put("endColumn", span.end().column());
    return region;
  }

  /// A relative name is one in the project, whose root only the reader of the log knows.
  private static Map<String, Object> artifact(String name) {
    var fields = new LinkedHashMap<String, Object>();
    boolean absolute = name.startsWith("/");
    fields.put("uri", uri(absolute ? "file" : null, name));
    if (!absolute) {
      fields.put("uriBaseId", "%SRCROOT%");
    }
    return fields;
  }

  private static String uri(@Nullable String scheme, String path) {
    try {
      // A colon in the first part of a relative path would make a scheme of it.
      var safe = scheme == null && path.split("/", 2)[0].contains(":") ? "./" + path : path;
      return new URI(scheme, scheme == null ? null : "", safe, null, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no path for a URI: " + path, e);
    }
  }

  private static Map<String, Object> text(String text) {
    return Map.of("text", text);
  }
}
