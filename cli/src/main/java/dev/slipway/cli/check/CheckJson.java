package dev.slipway.cli.check;

import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.lint.Warning;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The result of BuildKit's request `frontend.lint` as JSON.
///
/// BuildKit checks one file at a time. Here several may share one document: each warning names its
/// file by `sourceIndex`, which is left out when it is 0, and where more than one file cannot be
/// built, `buildErrors` holds all of what `buildError` holds the first of.
public final class CheckJson {
  private CheckJson() {}

  /// The document for these files.
  public static Map<String, Object> of(List<Checked> files) {
    var warnings = new ArrayList<Map<String, Object>>();
    var sources = new ArrayList<Map<String, Object>>();
    var errors = new ArrayList<Map<String, Object>>();
    for (int index = 0; index < files.size(); index++) {
      var file = files.get(index);
      for (var warning : file.report().warnings()) {
        warnings.add(warning(warning, index));
      }
      sources.add(source(file.source()));
      if (file.problem().isPresent()) {
        errors.add(error(file, file.problem().get(), index));
      }
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("warnings", warnings);
    document.put("sources", sources);
    if (!errors.isEmpty()) {
      document.put("buildError", errors.getFirst());
    }
    if (errors.size() > 1) {
      document.put("buildErrors", errors);
    }
    return document;
  }

  private static Map<String, Object> warning(Warning warning, int index) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("ruleName", warning.rule().id());
    fields.put("description", warning.rule().description());
    warning.rule().url().ifPresent(url -> fields.put("url", url));
    fields.put("detail", warning.message());
    fields.put("location", location(warning.span(), index));
    return fields;
  }

  private static Map<String, Object> error(Checked file, String problem, int index) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("message", problem);
    fields.put(
        "location",
        file.problemSpan().map(span -> location(span, index)).orElseGet(() -> index(index)));
    return fields;
  }

  private static Map<String, Object> source(Source source) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("filename", source.name());
    fields.put("language", "Dockerfile");
    fields.put("data", data(source));
    return fields;
  }

  /// The bytes of the file.
  static String data(Source source) {
    return Base64.getEncoder().encodeToString(SourceText.encode(source.text()));
  }

  /// A place in the only file.
  static Map<String, Object> location(Span span) {
    return location(span, 0);
  }

  /// As in BuildKit whole lines; a number that is 0 is left out.
  private static Map<String, Object> location(Span span, int index) {
    var range = new LinkedHashMap<String, Object>();
    range.put("start", Map.of("line", span.firstLine()));
    range.put("end", Map.of("line", span.lastLine()));
    var fields = index(index);
    fields.put("ranges", List.of(range));
    return fields;
  }

  private static Map<String, Object> index(int index) {
    var fields = new LinkedHashMap<String, Object>();
    if (index > 0) {
      fields.put("sourceIndex", index);
    }
    return fields;
  }
}
