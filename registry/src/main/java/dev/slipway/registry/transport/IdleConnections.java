package dev.slipway.registry.transport;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The connections that wait for their next request.
final class IdleConnections implements AutoCloseable {
  private static final Duration MAX_IDLE = Duration.ofSeconds(30);
  private static final Duration SURELY_OPEN = Duration.ofMillis(500);

  private final Map<String, Deque<Connection>> idle = new HashMap<>();
  private boolean closed;

  /// Takes the one to the server of `uri` that was used last and is still open.
  Optional<Connection> take(URI uri) {
    synchronized (idle) {
      var connections = idle.get(Addresses.origin(uri));
      while (connections != null && !connections.isEmpty()) {
        var connection = connections.removeLast();
        long nanos = connection.idleNanos();
        if (nanos < SURELY_OPEN.toNanos() || (nanos < MAX_IDLE.toNanos() && connection.isOpen())) {
          return Optional.of(connection);
        }
        connection.close();
      }
      return Optional.empty();
    }
  }

  /// Keeps one whose server has nothing more to say; closes it when this is closed.
  void keep(Connection connection) {
    synchronized (idle) {
      if (closed) {
        connection.close();
        return;
      }
      connection.idle();
      idle.computeIfAbsent(connection.origin(), key -> new ArrayDeque<>()).addLast(connection);
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.values().forEach(connections -> connections.forEach(Connection::close));
      idle.clear();
    }
  }
}
