package dev.slipway.registry.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads the head of an HTTP/1.1 message and finds where its body ends. See RFC 9112.
final class Framing {
  private static final int MAX_LINE = 32 * 1024;
  private static final int MAX_HEAD = 128 * 1024;
  private static final int MAX_FIELDS = 256;

  private Framing() {}

  /// Status line and fields.
  record Head(int status, boolean keepAlive, Headers headers) {}

  static Head readHead(InputStream in) throws IOException {
    var line = readLine(in);
    if (!line.startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
      throw new ProtocolException("the answer does not begin with an HTTP/1 status line");
    }
    int status = digits(line.substring(9, 12));
    var fields = readFields(in);
    var headers = new Headers(fields);
    var connection =
        headers.find("Connection").map(text -> text.toLowerCase(Locale.ROOT)).orElse("");
    boolean keepAlive =
        line.charAt(7) == '1' ? !connection.contains("close") : connection.contains("keep-alive");
    return new Head(status, keepAlive, headers);
  }

  static List<Headers.Field> readFields(InputStream in) throws IOException {
    var fields = new ArrayList<Headers.Field>();
    int total = 0;
    for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      total += line.length();
      int colon = line.indexOf(':');
      if (fields.size() >= MAX_FIELDS || total > MAX_HEAD) {
        throw new ProtocolException(
            "the head of the answer has more than %d fields or %d bytes"
                .formatted(MAX_FIELDS, MAX_HEAD));
      }
      if (colon <= 0) {
        throw new ProtocolException("the head of the answer has a line that is not a field");
      }
      try {
        fields.add(new Headers.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
      } catch (IllegalArgumentException e) {
        throw new ProtocolException("the head of the answer is malformed: " + e.getMessage());
      }
    }
    return fields;
  }

  /// The body that follows `head`, read from `in`.
  static InputStream body(InputStream in, String method, Head head) throws IOException {
    int status = head.status;
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new Fixed(in, 0);
    }
    var encodings = head.headers.all("Transfer-Encoding");
    if (!encodings.isEmpty()) {
      if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
        throw new ProtocolException("the answer has a transfer encoding that nobody asked for");
      }
      if (head.headers.find("Content-Length").isPresent()) {
        throw new ProtocolException("the answer says in two ways where it ends");
      }
      return new Chunked(in);
    }
    var lengths = head.headers.all("Content-Length").stream().distinct().toList();
    if (lengths.isEmpty()) {
      return new ToTheEnd(in);
    }
    var length = head.headers.number("Content-Length");
    if (lengths.size() > 1 || length.isEmpty()) {
      throw new ProtocolException("the answer has a Content-Length that is not a number");
    }
    return new Fixed(in, length.get());
  }

  private static int digits(String text) throws ProtocolException {
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new ProtocolException("the answer's status is not a number");
    }
    return Integer.parseInt(text);
  }

  private static String readLine(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream(128);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException(
            bytes.size() == 0
                ? "the server closed the connection without an answer"
                : "the server closed the connection within the head of its answer");
      }
      if (bytes.size() >= MAX_LINE) {
        throw new ProtocolException("a line is longer than %d bytes".formatted(MAX_LINE));
      }
      bytes.write(c);
    }
    var line = bytes.toString(StandardCharsets.ISO_8859_1);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /// A body that knows whether it has been read to its end.
  abstract static sealed class Framed extends InputStream {
    final InputStream in;

    Framed(InputStream in) {
      this.in = in;
    }

    /// Whether the connection stands where the next answer begins.
    abstract boolean finished();

    @Override
    public abstract int read(byte[] buffer, int offset, int count) throws IOException;

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
  }

  /// A body of a length that is known.
  static final class Fixed extends Framed {
    private final long length;
    private long left;

    Fixed(InputStream in, long length) {
      super(in);
      this.length = length;
      this.left = length;
    }

    @Override
    boolean finished() {
      return left == 0;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      if (count == 0) {
        return 0;
      }
      int read = in.read(buffer, offset, (int) Math.min(count, left));
      if (read < 0) {
        throw new EOFException(
            "the server closed the connection after %d of %d bytes"
                .formatted(length - left, length));
      }
      left -= read;
      return read;
    }
  }

  /// A body in chunks.
  static final class Chunked extends Framed {
    private long left;
    private boolean first = true;
    private boolean finished;

    Chunked(InputStream in) {
      super(in);
    }

    @Override
    boolean finished() {
      return finished;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      if (left == 0 && !finished) {
        nextChunk();
      }
      if (finished) {
        return -1;
      }
      int read = in.read(buffer, offset, (int) Math.min(count, left));
      if (read < 0) {
        throw new EOFException("the server closed the connection within a chunk");
      }
      left -= read;
      return read;
    }

    private void nextChunk() throws IOException {
      if (!first && !readLine(in).isEmpty()) {
        throw new ProtocolException("a chunk does not end where it said that it would");
      }
      first = false;
      var line = readLine(in);
      int end = line.indexOf(';');
      var size = (end < 0 ? line : line.substring(0, end)).strip();
      if (size.isEmpty() || size.length() > 15 || !size.chars().allMatch(Chunked::isHex)) {
        throw new ProtocolException("the size of a chunk is not a number");
      }
      left = Long.parseLong(size, 16);
      if (left == 0) {
        readFields(in);
        finished = true;
      }
    }

    private static boolean isHex(int c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
  }

  /// A body that ends with the connection.
  static final class ToTheEnd extends Framed {
    ToTheEnd(InputStream in) {
      super(in);
    }

    @Override
    boolean finished() {
      return false;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      return in.read(buffer, offset, count);
    }
  }
}
