package dev.slipway.registry.serve;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// One client's connection: reads requests and writes answers, with the faults that a test ordered.
///
/// HTTP/1.1 straight on a socket, because a registry for tests must be able to misbehave on it.
final class Connection implements Closeable {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());
  private static final int PIECE = 256 * 1024;
  private static final int IDLE_MILLISECONDS = 120_000;

  /// RFC 9110 §5.6.7: unlike Java's own form of it, with two digits for the day.
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT);

  /// How much of a refused body is read, so that the client gets to see the answer.
  private static final long PATIENCE = 64L << 20;

  private final Socket socket;
  private final Dispatcher dispatcher;
  private final Disk disk;
  private final Setup setup;
  // By System.nanoTime(); 0 while a request is served.
  private volatile long waitingSince = System.nanoTime();

  Connection(Socket socket, Dispatcher dispatcher, Disk disk, Setup setup) {
    this.socket = socket;
    this.dispatcher = dispatcher;
    this.disk = disk;
    this.setup = setup;
  }

  /// Serves requests until the client or a fault ends the connection.
  void serve() {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(IDLE_MILLISECONDS);
      var in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
      while (serveNext(in, socket.getOutputStream())) {
        // Everything is done in the condition.
      }
    } catch (IOException e) {
      // The client went away, or the server is being closed: nobody is left to tell.
      LOG.log(System.Logger.Level.TRACE, "connection ended", e);
    }
  }

  /// For how long the client has asked for nothing, in nanoseconds; 0 while it is served.
  long idleNanos() {
    long since = waitingSince;
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  /// Breaks off whatever is under way.
  @Override
  public void close() throws IOException {
    socket.close();
  }

  private boolean serveNext(InputStream in, OutputStream out) throws IOException {
    Head head;
    BodyStream body;
    waitingSince = System.nanoTime();
    try {
      var next = Head.read(in);
      waitingSince = 0;
      if (next.isEmpty()) {
        return false;
      }
      head = next.get();
      body = BodyStream.of(head.request(), in, out);
    } catch (Head.Malformed e) {
      send(out, last(malformed(e)), true);
      return false;
    }
    // Read to its end even if nothing follows: a client whose bytes are thrown away loses the
    // answer.
    return respond(head, body, out) && body.drain(PATIENCE) && head.keepsAlive();
  }

  private static Answer malformed(Head.Malformed e) {
    return new Refusal(400, Refusal.Code.UNSUPPORTED, String.valueOf(e.getMessage())).answer();
  }

  /// The answer after which the connection ends, which a client must know before it asks for more
  /// on it (RFC 9112 §9.6).
  private static Answer last(Answer answer) {
    return answer.with("Connection", "close");
  }

  /// Whether the connection is still in order afterwards.
  private boolean respond(Head head, BodyStream body, OutputStream out) throws IOException {
    var request = head.request();
    setup.witness().accept(request);
    var fault = setup.faults().find(request).orElse(null);
    boolean wantsBody = !request.method().equals("HEAD");
    return switch (fault) {
      case Fault.HangUp() -> false;
      case Fault.LoseAnswer() -> {
        answer(head, body);
        yield false;
      }
      case Fault.CutRequest(var bytes) -> {
        cut(request, new CutStream(body, bytes));
        yield false;
      }
      case Fault.Answer(var status, var headers, var text) -> {
        yield send(out, new Answer(status, headers, text(text)), wantsBody);
      }
      case Fault.CutAnswer(var bytes) -> send(out, answer(head, body), wantsBody, bytes, 0);
      case Fault.OtherBytes() -> send(out, answer(head, body), wantsBody, Long.MAX_VALUE, 0xff);
      case Fault.Delay(var time) -> {
        LockSupport.parkNanos(time.toNanos());
        yield send(out, answer(head, body), wantsBody);
      }
      case null -> send(out, answer(head, body), wantsBody);
    };
  }

  private Answer answer(Head head, BodyStream body) throws IOException {
    Answer answer;
    try {
      answer = answer(head.request(), body);
    } catch (Head.Malformed e) {
      answer = malformed(e);
    }
    return head.keepsAlive() && !body.isOutOfReach(PATIENCE) ? answer : last(answer);
  }

  private Answer answer(Request request, BodyStream body) throws IOException {
    try {
      return dispatcher.answer(request, body);
    } catch (Disk.Failure e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "%s %s: %s".formatted(request.method(), request.path(), e.getCause()));
      // No code of the specification says that a disk is full.
      return Answer.of(500)
          .with("Content-Type", "text/plain")
          .with(text("the disk of this registry: " + e.getMessage()));
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "%s %s failed".formatted(request.method(), request.path()),
          e);
      return Answer.of(500)
          .with("Content-Type", "text/plain")
          .with(text("this registry failed; its own messages say why"));
    }
  }

  private static Answer.Body text(String text) {
    return new Answer.Body.Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void cut(Request request, CutStream body) throws IOException {
    try {
      dispatcher.answer(request, body);
    } catch (Cut _) {
      // As ordered: what arrived is kept and nothing is answered.
    }
  }

  private boolean send(OutputStream out, Answer answer, boolean wantsBody) throws IOException {
    return send(out, answer, wantsBody, Long.MAX_VALUE, 0);
  }

  private boolean send(OutputStream out, Answer answer, boolean wantsBody, long limit, int mask)
      throws IOException {
    var head = head(answer);
    long length = answer.body().length();
    if (!wantsBody || length == 0) {
      out.write(head);
    } else if (answer.body() instanceof Answer.Body.Bytes(var bytes) && limit >= length) {
      // One write, one packet.
      var all = Arrays.copyOf(head, head.length + bytes.length);
      System.arraycopy(bytes, 0, all, head.length, bytes.length);
      mask(all, head.length, all.length, mask);
      out.write(all);
    } else {
      out.write(head);
      write(answer.body(), out, Math.min(limit, length), mask);
    }
    out.flush();
    return !wantsBody || limit >= length;
  }

  private static byte[] head(Answer answer) {
    var text = new StringBuilder("HTTP/1.1 %d %s\r\n".formatted(answer.status(), reason(answer)));
    header(text, "Date", HTTP_DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
    header(text, "Docker-Distribution-API-Version", "registry/2.0");
    answer.headers().forEach((name, value) -> header(text, name, value));
    if (answer.status() != 204) {
      header(text, "Content-Length", Long.toString(answer.body().length()));
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void header(StringBuilder text, String name, String value) {
    // What a client sent may come back in a header; it must not end it.
    text.append(name).append(": ").append(value.replaceAll("[\\r\\n]", " ")).append("\r\n");
  }

  private static String reason(Answer answer) {
    return Optional.ofNullable(REASONS.get(answer.status())).orElse("Status");
  }

  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(201, "Created"),
          Map.entry(202, "Accepted"),
          Map.entry(204, "No Content"),
          Map.entry(206, "Partial Content"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(416, "Range Not Satisfiable"),
          Map.entry(500, "Internal Server Error"));

  private void write(Answer.Body body, OutputStream out, long length, int mask) throws IOException {
    switch (body) {
      case Answer.Body.Empty() -> {}
      case Answer.Body.Bytes(var bytes) -> {
        var copy = bytes.clone();
        mask(copy, 0, copy.length, mask);
        out.write(copy, 0, (int) length);
      }
      case Answer.Body.Part(var file, var from, _) -> {
        try (var channel = disk.call(() -> FileChannel.open(file))) {
          var buffer = new byte[PIECE];
          for (long done = 0; done < length; ) {
            long position = from + done;
            int wanted = (int) Math.min(PIECE, length - done);
            int count = disk.call(() -> channel.read(ByteBuffer.wrap(buffer, 0, wanted), position));
            if (count < 0) {
              throw new IOException("%s became shorter while it was read".formatted(file));
            }
            mask(buffer, 0, count, mask);
            out.write(buffer, 0, count);
            done += count;
          }
        }
      }
    }
  }

  private static void mask(byte[] bytes, int from, int to, int mask) {
    for (int i = from; mask != 0 && i < to; i++) {
      bytes[i] = (byte) (bytes[i] ^ mask);
    }
  }

  /// The end that a fault put to a request's body.
  private static final class Cut extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static final class CutStream extends FilterInputStream {
    private long left;

    CutStream(InputStream in, long bytes) {
      super(in);
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        throw new Cut();
      }
      int count = super.read(buffer, offset, (int) Math.min(left, length));
      left -= Math.max(0, count);
      return count;
    }
  }
}
