package dev.slipway.registry.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What goes back: a status, headers and a body that need not be in memory.
record Answer(int status, Map<String, String> headers, Body body) {

  /// What follows the headers.
  sealed interface Body {
    /// How many bytes follow.
    long length();

    /// Nothing.
    record Empty() implements Body {
      @Override
      public long length() {
        return 0;
      }
    }

    /// These bytes.
    @SuppressWarnings("ArrayRecordComponent") // never compared: written once and forgotten
    record Bytes(byte[] bytes) implements Body {
      @Override
      public long length() {
        return bytes.length;
      }
    }

    /// A part of a file.
    record Part(Path file, long from, long length) implements Body {}
  }

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer of(int status) {
    return new Answer(status, Map.of(), new Body.Empty());
  }

  static Answer json(int status, String contentType, JsonNode body) {
    return of(status).with("Content-Type", contentType).with(new Body.Bytes(Json.write(body)));
  }

  Answer with(String header, String value) {
    return with(Map.of(header, value));
  }

  Answer with(Map<String, String> more) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Answer(status, all, body);
  }

  Answer as(int otherStatus) {
    return new Answer(otherStatus, headers, body);
  }

  Answer with(Body other) {
    return new Answer(status, headers, other);
  }
}
