package dev.slipway.builder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A web server that gives out what a test puts there, notes what it is asked, and breaks when
/// told.
final class TestWeb implements AutoCloseable {
  static final String LONG_AGO = "Fri, 13 Feb 2009 23:31:30 GMT";

  /// A file.
  ///
  /// @param content what it holds
  /// @param fields the header of the answer
  /// @param habits what is special about it
  record File(Bytes content, Map<String, String> fields, List<Habit> habits) {
    static File of(String text) {
      return of(text.getBytes(StandardCharsets.UTF_8), Map.of("Last-Modified", LONG_AGO));
    }

    static File of(byte[] content, Map<String, String> fields) {
      return new File(Bytes.of(content), fields, List.of());
    }

    File with(String name, String value) {
      var more = new HashMap<>(fields);
      more.put(name, value);
      return new File(content, more, habits);
    }

    File with(Habit habit) {
      var more = new ArrayList<>(habits);
      more.add(habit);
      return new File(content, fields, more);
    }

    File without(String name) {
      var fewer = new HashMap<>(fields);
      fewer.remove(name);
      return new File(content, fewer, habits);
    }

    private Optional<String> tag() {
      return Optional.ofNullable(fields.get("ETag"));
    }
  }

  enum Habit {
    /// The connection ends after half of what was asked for, the first time.
    BREAKS_ONCE,
    /// It always does.
    BREAKS,
    /// It does not compare tags.
    FORGETS_TAGS
  }

  /// A question: its method and path, and the fields that tests look at.
  record Question(String what, Map<String, String> fields) {
    Optional<String> field(String name) {
      return Optional.ofNullable(fields.get(name));
    }
  }

  final Map<String, File> files = new ConcurrentHashMap<>();
  final Map<String, Integer> failures = new ConcurrentHashMap<>();
  final Map<String, String> redirects = new ConcurrentHashMap<>();
  final List<Question> questions = new CopyOnWriteArrayList<>();
  private final Map<String, Boolean> broken = new ConcurrentHashMap<>();
  private final HttpServer server;

  TestWeb() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /// The address of a path that begins with a slash.
  String url(String path) {
    return "http://" + host() + path;
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  List<String> asked() {
    return questions.stream().map(Question::what).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getRawPath();
      note(exchange, path);
      var file = files.get(path);
      if (failures.containsKey(path)) {
        exchange.sendResponseHeaders(failures.get(path), -1);
      } else if (redirects.containsKey(path)) {
        exchange.getResponseHeaders().add("Location", redirects.get(path));
        exchange.sendResponseHeaders(302, -1);
      } else if (file == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        give(exchange, path, file);
      }
    }
  }

  private void note(HttpExchange exchange, String path) {
    var fields = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> fields.put(name, values.getFirst()));
    questions.add(new Question(exchange.getRequestMethod() + " " + path, fields));
  }

  private void give(HttpExchange exchange, String path, File file) throws IOException {
    file.fields().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    var asked = exchange.getRequestHeaders();
    if (!file.habits().contains(Habit.FORGETS_TAGS)
        && file.tag().isPresent()
        && file.tag().get().equals(asked.getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    int from = 0;
    var range = asked.getFirst("Range");
    if (range != null && file.tag().equals(Optional.ofNullable(asked.getFirst("If-Range")))) {
      from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d"
                  .formatted(from, file.content().length() - 1, file.content().length()));
    }
    var bytes = Arrays.copyOfRange(file.content().toArray(), from, file.content().length());
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length);
    var body = exchange.getResponseBody();
    body.write(bytes, 0, breaks(path, file) ? bytes.length / 2 : bytes.length);
    body.flush();
  }

  private boolean breaks(String path, File file) {
    return file.habits().contains(Habit.BREAKS)
        || (file.habits().contains(Habit.BREAKS_ONCE)
            && broken.putIfAbsent(path, Boolean.TRUE) == null);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
