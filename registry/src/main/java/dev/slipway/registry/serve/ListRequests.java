package dev.slipway.registry.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Answers what lists something: `_catalog`, `tags/list` and `referrers/<digest>`, page by page.
final class ListRequests {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private final Storage storage;
  private final int pageEntries;

  ListRequests(Storage storage, int pageEntries) {
    this.storage = storage;
    this.pageEntries = pageEntries;
  }

  Answer catalog(Request request) throws IOException {
    Dispatcher.mustRead(request);
    var page = page(request, storage.names(), Function.identity());
    var body = Json.object();
    var names = body.putArray("repositories");
    page.entries.forEach(names::add);
    return page.link(Answer.json(200, "application/json", body), "/v2/_catalog?", "");
  }

  Answer tags(Request request, Route.Tags route) throws IOException {
    Dispatcher.mustRead(request);
    var repository = storage.repository(route.repository());
    if (!repository.exists()) {
      throw new Refusal(
          404,
          Refusal.Code.NAME_UNKNOWN,
          "nothing was ever pushed to '%s'".formatted(route.repository()));
    }
    var page = page(request, repository.tags(), Function.identity());
    var body = Json.object().put("name", route.repository());
    var tags = body.putArray("tags");
    page.entries.forEach(tags::add);
    return page.link(
        Answer.json(200, "application/json", body),
        "/v2/" + route.repository() + "/tags/list?",
        "");
  }

  Answer referrers(Request request, Route.Referrers route) throws IOException {
    Dispatcher.mustRead(request);
    var wanted = request.parameter("artifactType");
    var all = new ArrayList<ObjectNode>();
    for (var bytes : storage.repository(route.repository()).referrers(route.subject())) {
      var descriptor = Json.read(bytes);
      if (wanted.map(descriptor.path("artifactType").asText()::equals).orElse(true)) {
        all.add(descriptor);
      }
    }
    var page = page(request, all, descriptor -> descriptor.path("digest").asText());
    var body = Json.object().put("schemaVersion", 2).put("mediaType", INDEX);
    body.putArray("manifests").addAll(page.entries);
    var answer =
        page.link(
            Answer.json(200, INDEX, body),
            "/v2/%s/referrers/%s?".formatted(route.repository(), route.subject()),
            wanted.map(type -> "&artifactType=" + encode(type)).orElse(""));
    return wanted.isPresent() ? answer.with("OCI-Filters-Applied", "artifactType") : answer;
  }

  /// Some of the entries, the next page's parameters if there is one.
  private record Page<T>(List<T> entries, String next) {
    Answer link(Answer answer, String path, String more) {
      return next.isEmpty()
          ? answer
          : answer.with("Link", "<%s%s%s>; rel=\"next\"".formatted(path, next, more));
    }
  }

  private <T> Page<T> page(Request request, List<T> sorted, Function<T, String> key) {
    int wanted = request.parameter("n").map(ListRequests::count).orElse(Integer.MAX_VALUE);
    var last = request.parameter("last").orElse("");
    var rest = sorted.stream().filter(entry -> key.apply(entry).compareTo(last) > 0).toList();
    int size = Math.min(wanted, pageEntries);
    if (size == 0 || rest.size() <= size) {
      return new Page<>(size == 0 ? List.of() : rest, "");
    }
    var entries = rest.subList(0, size);
    return new Page<>(
        entries, "n=%d&last=%s".formatted(size, encode(key.apply(entries.getLast()))));
  }

  private static int count(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Said below, with the same words as for a negative one.
    }
    throw new Refusal(
        400, Refusal.Code.UNSUPPORTED, "n=%s is not a number of entries".formatted(text));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
