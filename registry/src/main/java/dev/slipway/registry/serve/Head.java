package dev.slipway.registry.serve;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What stands before a request's body: its first line and its headers (RFC 9112 §3, §5).
///
/// @param version `HTTP/1.1` or `HTTP/1.0`
record Head(Request request, String version) {
  private static final int MOST_BYTES = 64 * 1024;

  /// What came is not the head of a request; the connection is of no further use.
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  /// Reads the next head.
  ///
  /// @return empty when the client closed the connection instead
  /// @throws Malformed for what is no HTTP/1 request, at the first byte if that shows it already:
  ///     a client that begins with TLS learns at once that there is none
  static Optional<Head> read(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    if (first < 'A' || first > 'Z') {
      throw new Malformed("this is no HTTP request");
    }
    var lines = lines(first, in);
    var words = lines.getFirst().split(" ", -1);
    if (words.length != 3 || !words[2].matches("HTTP/1\\.[01]")) {
      throw new Malformed(
          "'%s' is not the first line of an HTTP request".formatted(lines.getFirst()));
    }
    return Optional.of(
        new Head(request(words[0], words[1], headers(lines.subList(1, lines.size()))), words[2]));
  }

  private static List<String> lines(int first, InputStream in) throws IOException {
    var lines = new ArrayList<String>();
    var line = new ByteArrayOutputStream();
    line.write(first);
    for (int count = 1; count < MOST_BYTES; count++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended within a request's head");
      }
      if (next != '\n') {
        line.write(next);
        continue;
      }
      var text = line.toString(StandardCharsets.ISO_8859_1);
      text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      if (text.isEmpty()) {
        return lines;
      }
      lines.add(text);
      line.reset();
    }
    throw new Malformed("the request's head has more than %d bytes".formatted(MOST_BYTES));
  }

  private static Map<String, List<String>> headers(List<String> lines) throws Malformed {
    var headers = new TreeMap<String, List<String>>();
    for (var line : lines) {
      int colon = line.indexOf(':');
      if (colon <= 0 || !line.substring(0, colon).equals(line.substring(0, colon).strip())) {
        throw new Malformed("'%s' is not a header".formatted(line));
      }
      var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.computeIfAbsent(name, _ -> new ArrayList<>()).add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static Request request(String method, String target, Map<String, List<String>> headers)
      throws Malformed {
    var origin = target.replaceFirst("^https?://[^/?]*", "");
    int mark = origin.indexOf('?');
    var path = mark < 0 ? origin : origin.substring(0, mark);
    try {
      // In a path, unlike in a form, a plus is a plus.
      var decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      var query = mark < 0 ? "" : origin.substring(mark + 1);
      return new Request(method, decoded, Request.readForm(query), headers);
    } catch (IllegalArgumentException e) {
      throw new Malformed("'%s' is not well encoded".formatted(target));
    }
  }

  /// Whether the connection serves another request after this one.
  boolean keepsAlive() {
    var wish = request.header("Connection").orElse("").toLowerCase(Locale.ROOT);
    return version.equals("HTTP/1.1") ? !wish.contains("close") : wish.contains("keep-alive");
  }
}
