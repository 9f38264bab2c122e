package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.HostDirectory;
import dev.slipway.builder.sandbox.Yard;
import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// A socket that passes everything on to another one, and back.
///
/// The other socket belongs to whoever builds; this one to whom the step says.
final class SocketRelay implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;

  private final Path path;
  private final UnixDomainSocketAddress target;
  private final ServerSocketChannel server;

  private SocketRelay(Path path, UnixDomainSocketAddress target, ServerSocketChannel server) {
    this.path = path;
    this.target = target;
    this.server = server;
  }

  static SocketRelay open(Yard yard, Path target, Attachment.Owner owner) throws IOException {
    // The kernel takes some hundred bytes for the name of a socket, so it is told the name in the
    // yard, which is where this process works.
    var name = "socket-" + UUID.randomUUID();
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(name));
    try (var folder = HostDirectory.open(yard.folder())) {
      folder.own(Bytes.of(name), owner.uid(), owner.gid(), owner.mode());
    }
    var relay =
        new SocketRelay(yard.folder().resolve(name), UnixDomainSocketAddress.of(target), server);
    start("slipway-relay", relay::serve);
    return relay;
  }

  Path path() {
    return path;
  }

  private void serve() {
    try {
      while (true) {
        var near = server.accept();
        start("slipway-relay-way", () -> connect(near));
      }
    } catch (AsynchronousCloseException e) {
      // The step is done.
    } catch (IOException e) {
      close();
    }
  }

  private void connect(SocketChannel near) {
    try (near;
        var far = SocketChannel.open(target)) {
      var back = start("slipway-relay-back", () -> pass(far, near));
      pass(near, far);
      back.join();
    } catch (IOException e) {
      // Whoever is in the step sees that the connection ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread start(String name, Runnable work) {
    return Thread.ofPlatform().daemon().name(name).start(work);
  }

  private static void pass(SocketChannel from, SocketChannel to) {
    var chunk = ByteBuffer.allocate(CHUNK);
    try {
      while (from.read(chunk) >= 0) {
        chunk.flip();
        while (chunk.hasRemaining()) {
          to.write(chunk);
        }
        chunk.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      quietlyClose(from);
      quietlyClose(to);
    }
  }

  private static void quietlyClose(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // It lies in memory, and goes with the worker.
    }
  }
}
