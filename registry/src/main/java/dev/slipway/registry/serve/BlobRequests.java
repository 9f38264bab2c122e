package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Answers `blobs/<digest>`: reading a blob or a part of it, and forgetting it.
final class BlobRequests {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  private final Storage storage;
  private final Set<Feature> lacks;

  BlobRequests(Storage storage, Set<Feature> lacks) {
    this.storage = storage;
    this.lacks = lacks;
  }

  Answer answer(Request request, Route.Blob route) throws IOException {
    return switch (request.method()) {
      case "GET", "HEAD" -> read(request, route);
      case "DELETE" -> delete(request, route);
      default -> throw Dispatcher.notAllowed(request, "GET, HEAD, DELETE");
    };
  }

  private Answer read(Request request, Route.Blob route) throws IOException {
    var digest = route.digest();
    if (!storage.repository(route.repository()).hasBlob(digest)) {
      throw unknown(route);
    }
    var file = storage.content(digest);
    long size = Files.size(file);
    var whole =
        Answer.of(200)
            .with(
                Map.of(
                    "Content-Type",
                    "application/octet-stream",
                    "Docker-Content-Digest",
                    digest.toString(),
                    "ETag",
                    quoted(digest)))
            .with(new Answer.Body.Part(file, 0, size));
    if (lacks.contains(Feature.RANGE)) {
      return whole;
    }
    var ranged = whole.with("Accept-Ranges", "bytes");
    var matcher = RANGE.matcher(request.header("Range").orElse(""));
    // RFC 9110 §14.2: what is not understood is ignored, and so is a range of what has changed.
    boolean wanted =
        request.method().equals("GET")
            && matcher.matches()
            && !(matcher.group(1).isEmpty() && matcher.group(2).isEmpty())
            && request.header("If-Range").map(quoted(digest)::equals).orElse(true);
    return wanted ? part(ranged, size, matcher.group(1), matcher.group(2)) : ranged;
  }

  private static Answer part(Answer whole, long size, String first, String last) {
    long from = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
    long to =
        first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(last));
    boolean backwards = !first.isEmpty() && !last.isEmpty() && Long.parseLong(last) < from;
    if (backwards || from >= size) {
      throw new Refusal(
          416,
          Refusal.Code.SIZE_INVALID,
          "the blob has %d bytes, of which these are none".formatted(size),
          Map.of("Content-Range", "bytes */" + size));
    }
    var body = (Answer.Body.Part) whole.body();
    return new Answer(
        206,
        whole.with("Content-Range", "bytes %d-%d/%d".formatted(from, to, size)).headers(),
        new Answer.Body.Part(body.file(), from, to - from + 1));
  }

  private Answer delete(Request request, Route.Blob route) throws IOException {
    if (lacks.contains(Feature.DELETE)) {
      throw Dispatcher.notAllowed(request, "GET, HEAD");
    }
    var digest = route.digest();
    boolean removed =
        storage.removing(digest, () -> storage.repository(route.repository()).removeBlob(digest));
    if (!removed) {
      throw unknown(route);
    }
    return Answer.of(202);
  }

  private static String quoted(Digest digest) {
    return "\"" + digest + "\"";
  }

  private static Refusal unknown(Route.Blob route) {
    return new Refusal(
        404,
        Refusal.Code.BLOB_UNKNOWN,
        "%s has no blob %s".formatted(route.repository(), route.digest()));
  }
}
