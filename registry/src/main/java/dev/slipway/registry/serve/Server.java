package dev.slipway.registry.serve;

import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/// A registry that runs until it is closed.
///
/// It speaks the OCI distribution specification 1.1, and of what comes after it: tags as parameters
/// of a manifest's PUT, the digest algorithm of an upload, and cancelling one. What was pushed to a
/// folder is there again when a server is started on the same folder.
///
/// ```
/// try (var server = Server.start()) {
///   push(image, server.host() + "/demo:1");
/// }
/// ```
public final class Server implements AutoCloseable {
  private static final int BACKLOG = 512;
  private static final long TURN_NANOS = 10_000_000;

  // Whoever has just connected is about to ask, even on a machine with much to do.
  private static final long SOON_NANOS = 3_000_000_000L;

  private final ServerSocket socket;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;
  private final Disk disk;
  private final Storage storage;
  private final Path folder;
  private final Setup setup;

  private Server(ServerSocket socket, Disk disk, Storage storage, Path folder, Setup setup) {
    this.socket = socket;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("slipway-serve-", 0).factory());
    this.disk = disk;
    this.storage = storage;
    this.folder = folder;
    this.setup = setup;
  }

  /// Starts a server on a free port of this machine's loopback, with a folder that goes with it.
  ///
  /// @throws UncheckedIOException when no port or folder is to be had
  public static Server start() {
    return start(Setup.usual());
  }

  /// Starts a server.
  ///
  /// @throws UncheckedIOException when the address is taken, or the folder cannot be used, is used
  ///     by another server or holds other things
  public static Server start(Setup setup) {
    try {
      var socket = listen(setup.listen());
      try {
        return start(setup, socket);
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          RegistryException.DiskFailed.of("the registry cannot start", e).text(), e);
    }
  }

  // First of all: where the address is taken, no folder is made.
  private static ServerSocket listen(InetSocketAddress address) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException("cannot listen at %s: %s".formatted(text(address), e.getMessage()), e);
    }
  }

  private static Server start(Setup setup, ServerSocket socket) throws IOException {
    var folder =
        setup.root().isPresent() ? setup.root().get() : Files.createTempDirectory("slipway-serve");
    var storage = setup.root().isPresent() ? Storage.open(folder) : Storage.openForNow(folder);
    var server = new Server(socket, new Disk(), storage, folder, setup);
    var dispatcher = new Dispatcher(setup, storage, server.disk, server.uri().toString());
    server.threads.execute(() -> server.accept(dispatcher));
    return server;
  }

  private void accept(Dispatcher dispatcher) {
    while (!socket.isClosed()) {
      try {
        var client = new Connection(socket.accept(), dispatcher, disk, setup);
        makeRoom();
        connections.add(client);
        begin(client);
      } catch (IOException e) {
        // Closed, or out of file handles; the next turn tells which.
        LockSupport.parkNanos(TURN_NANOS);
      }
    }
  }

  // Clients keep connections for later: they expect that those may go. Where all are busy, whoever
  // comes waits until one is not, or the server closes.
  private void makeRoom() throws IOException {
    while (connections.size() >= setup.limits().connections() && !socket.isClosed()) {
      var idle =
          connections.stream()
              .max(Comparator.comparingLong(Connection::idleNanos))
              .filter(longest -> longest.idleNanos() > SOON_NANOS);
      if (idle.isPresent()) {
        connections.remove(idle.get());
        idle.get().close();
      } else {
        LockSupport.parkNanos(TURN_NANOS);
      }
    }
  }

  private void begin(Connection client) throws IOException {
    try {
      threads.execute(() -> serve(client));
    } catch (RejectedExecutionException e) {
      // The server was closed at this moment, and the client is not to wait for it.
      client.close();
    }
  }

  private void serve(Connection client) {
    try {
      client.serve();
    } finally {
      connections.remove(client);
    }
  }

  /// Where the server listens, as in `http://127.0.0.1:41234`.
  public URI uri() {
    return URI.create("http://" + host());
  }

  /// What references to images here begin with, as in `127.0.0.1:41234`.
  public String host() {
    return text((InetSocketAddress) socket.getLocalSocketAddress());
  }

  private static String text(InetSocketAddress address) {
    var host =
        address.getAddress() instanceof Inet6Address six
            ? "[" + ShortAddress.of(six) + "]"
            : address.getAddress().getHostAddress();
    return host + ":" + address.getPort();
  }

  /// Where all that was pushed is kept.
  Path folder() {
    return folder;
  }

  /// The faults of this server, which may be ordered while it runs.
  public Faults faults() {
    return setup.faults();
  }

  /// Stops at once: requests under way are broken off. A temporary folder is deleted. Doing it
  /// again does nothing.
  ///
  /// @throws UncheckedIOException when the folder cannot be unlocked or deleted
  @Override
  public void close() {
    try {
      socket.close();
      for (var connection : connections) {
        connection.close();
      }
      threads.shutdownNow();
      threads.close();
      disk.close();
      storage.close();
      if (setup.root().isEmpty()) {
        Storage.deleteTree(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the registry in %s did not close".formatted(folder), e);
    }
  }
}
