package dev.slipway.registry.remote;

import dev.slipway.registry.RegistryException;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import java.net.URI;
import java.util.Optional;

/// Where a registry takes the bytes of an upload, how many it has, and how small a chunk may be.
record UploadPosition(URI location, long offset, long smallest) {
  private static final long MAX_CHUNK = 1024L * 1024 * 1024;

  /// The beginning of the upload that `response` opens.
  static UploadPosition opened(Session session, Request request, Response response) {
    long smallest = response.headers().number("OCI-Chunk-Min-Length").orElse(0L);
    return new UploadPosition(
        location(session, request, response), 0, Math.min(smallest, MAX_CHUNK));
  }

  /// The same upload with `arrived` bytes, which goes on where `response` says.
  UploadPosition moved(Session session, Request request, Response response, long arrived) {
    return new UploadPosition(location(session, request, response), arrived, smallest);
  }

  private static URI location(Session session, Request request, Response response) {
    var location = response.headers().find("Location");
    if (location.isEmpty()) {
      throw new RegistryException.Malformed(
          request + ": the registry does not say where it takes the bytes");
    }
    return session.named(request.toString(), response.uri(), location.get());
  }

  /// How many bytes the registry has, as its `Range` says.
  static Optional<Long> arrived(Response response) {
    var range = response.headers().find("Range").orElse("");
    int dash = range.indexOf('-');
    var end = range.substring(dash + 1).strip();
    if (dash < 0
        || end.isEmpty()
        || end.length() > 18
        || !end.chars().allMatch(UploadPosition::isDigit)) {
      return Optional.empty();
    }
    long last = Long.parseLong(end);
    // 0-0 is how registries say that there is nothing yet
    return Optional.of(last == 0 ? 0 : last + 1);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
