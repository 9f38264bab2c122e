package dev.slipway.builder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Stands before a registry, counts what clients send, and can hold it back.
final class HoldingProxy implements AutoCloseable {
  /// How requests are passed on.
  enum Manner {
    /// As they come.
    AT_ONCE,
    /// When they are there as a whole, as nginx does it unless told otherwise.
    WHOLE
  }

  private final ServerSocket socket;
  private final int target;
  private final Manner manner;
  private final AtomicLong sent = new AtomicLong();
  private final long limit;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  /// A proxy that passes on no more than `limit` bytes until it is released.
  HoldingProxy(String registry, Manner manner, long limit) throws IOException {
    this.target = Integer.parseInt(registry.substring(registry.lastIndexOf(':') + 1));
    this.manner = manner;
    this.limit = limit;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  String host() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /// Waits until so much was sent that the rest is held back.
  void awaitHold() throws InterruptedException {
    if (!reached.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("only %d bytes were sent".formatted(sent.get()));
    }
  }

  /// Forgets what was held back, and holds back nothing from now on; begins to count anew.
  void release() {
    sent.set(0);
    released.countDown();
  }

  /// How many bytes clients sent.
  long sent() {
    return sent.get();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), target);
        Thread.ofPlatform().daemon().start(() -> up(client, server));
        Thread.ofPlatform().daemon().start(() -> down(server, client));
      } catch (IOException e) {
        // the test is over, or the client went away
      }
    }
  }

  private void up(Socket client, Socket server) {
    try (client;
        server) {
      var in = client.getInputStream();
      var out = server.getOutputStream();
      switch (manner) {
        case AT_ONCE -> pass(in, out, Long.MAX_VALUE);
        case WHOLE -> {
          while (true) {
            var request = new ByteArrayOutputStream();
            pass(in, request, body(in, request));
            request.writeTo(out);
          }
        }
      }
    } catch (IOException | InterruptedException e) {
      // one of both went away
    }
  }

  /// Reads the head of a request; tells how long the body is.
  private static long body(InputStream in, ByteArrayOutputStream request) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client went away");
      }
      head.append((char) next);
    }
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    return head.toString()
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  private void pass(InputStream in, OutputStream out, long length)
      throws IOException, InterruptedException {
    var buffer = new byte[16 * 1024];
    long left = length;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new IOException("the client went away");
      }
      left -= count;
      if (sent.addAndGet(count) > limit && released.getCount() > 0) {
        reached.countDown();
        released.await();
        throw new IOException("whoever sent this was killed");
      }
      out.write(buffer, 0, count);
    }
  }

  private static void down(Socket server, Socket client) {
    try (server;
        client) {
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // one of both went away
    }
  }

  @Override
  public void close() throws IOException {
    released.countDown();
    socket.close();
  }
}
