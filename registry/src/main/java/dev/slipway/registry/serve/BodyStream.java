package dev.slipway.registry.serve;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// The body of one request, and no byte after it (RFC 9112 §6, §7.1).
///
/// A client that waits for `100 Continue` gets it when somebody first reads, so a request that is
/// refused by its head alone sends no body.
final class BodyStream extends InputStream {
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final InputStream in;
  private final OutputStream out;
  private final boolean chunked;
  private boolean awaited;

  /// Bytes left of the body, or of the chunk that is being read.
  private long left;

  private boolean inChunk;
  private boolean ended;
  private boolean broken;

  private BodyStream(
      InputStream in, OutputStream out, boolean chunked, long left, boolean awaited) {
    this.in = in;
    this.out = out;
    this.chunked = chunked;
    this.left = left;
    this.awaited = awaited;
    this.ended = !chunked && left == 0;
  }

  /// The body that a request's head announces.
  ///
  /// @throws Head.Malformed when it announces none that can be told from the next request
  static BodyStream of(Request request, InputStream in, OutputStream out) throws IOException {
    var coding = request.header("Transfer-Encoding").map(text -> text.toLowerCase(Locale.ROOT));
    var lengths = request.headers().getOrDefault("content-length", List.of());
    boolean awaited = request.header("Expect").filter("100-continue"::equalsIgnoreCase).isPresent();
    if (coding.isPresent()) {
      // Both at once is how requests are smuggled past proxies.
      if (!coding.get().equals("chunked") || !lengths.isEmpty()) {
        throw new Head.Malformed("the transfer encoding is not just 'chunked'");
      }
      return new BodyStream(in, out, true, 0, awaited);
    }
    if (lengths.isEmpty()) {
      return new BodyStream(in, out, false, 0, false);
    }
    if (lengths.size() > 1 || !lengths.getFirst().matches("\\d{1,18}")) {
      throw new Head.Malformed("'%s' is not a length".formatted(lengths));
    }
    return new BodyStream(in, out, false, Long.parseLong(lengths.getFirst()), awaited);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    if (awaited) {
      awaited = false;
      out.write(CONTINUE);
      out.flush();
    }
    if (chunked && left == 0 && !beginChunk()) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the connection ended %d bytes before the body".formatted(left));
    }
    left -= count;
    ended = !chunked && left == 0;
    return count;
  }

  /// Whether [#drain] will not reach the end, as far as that can be known without reading.
  boolean isOutOfReach(long most) {
    return awaited || broken || (!chunked && left > most);
  }

  /// Reads what is left, so that the next request can be read; gives up after `most` bytes.
  ///
  /// @return whether the end was reached
  boolean drain(long most) throws IOException {
    if (isOutOfReach(most)) {
      // If it is awaited, the client still has the body; only it knows whether it will send it.
      return false;
    }
    var buffer = new byte[64 * 1024];
    for (long done = 0; !ended && done < most; ) {
      done += Math.max(0, read(buffer, 0, buffer.length));
    }
    return ended;
  }

  private boolean beginChunk() throws IOException {
    if (inChunk && !line().isEmpty()) {
      throw malformed("a chunk is longer than it said");
    }
    var size = line().replaceFirst(";.*", "").strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw malformed("'%s' is not the size of a chunk".formatted(size));
    }
    left = Long.parseLong(size, 16);
    inChunk = true;
    if (left == 0) {
      ended = true;
      while (!line().isEmpty()) {
        // Trailers say nothing that is of use here.
      }
    }
    return !ended;
  }

  /// What follows cannot be told from this body any more.
  private Head.Malformed malformed(String message) {
    broken = true;
    return new Head.Malformed(message);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > 8192) {
        throw new EOFException("the connection ended within a chunked body");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }
}
