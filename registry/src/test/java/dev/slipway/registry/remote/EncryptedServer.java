package dev.slipway.registry.remote;

import dev.slipway.registry.transport.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Speaks TLS for a server that does not, and answers to those who do not as such servers do.
final class EncryptedServer implements AutoCloseable {
  private static final int HANDSHAKE = 22;

  /// What one that speaks no TLS gets to hear.
  enum Answer {
    /// Words, as of servers written in Go.
    BAD_REQUEST,
    /// An alert in TLS.
    ALERT,
    /// Nothing.
    HANG_UP
  }

  private final ServerSocket listening;
  private final SSLContext context;
  private final int port;
  private final Answer answer;
  private final AtomicInteger plain = new AtomicInteger();
  private final AtomicLong untilCut = new AtomicLong(Long.MAX_VALUE);

  EncryptedServer(TestCertificate certificate, int port, Answer answer)
      throws IOException, GeneralSecurityException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.context = certificate.context();
    this.port = port;
    this.answer = answer;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  String host() {
    return "localhost:" + listening.getLocalPort();
  }

  /// How often somebody came without TLS.
  int plain() {
    return plain.get();
  }

  /// Breaks off, once, when so many more bytes have come.
  void cutAfter(long bytes) {
    untilCut.set(bytes);
  }

  private void accept() {
    try {
      while (true) {
        var socket = listening.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  @SuppressWarnings("try") // a cut is made by closing the sockets early
  private void serve(Socket socket) {
    try (socket) {
      int first = socket.getInputStream().read();
      if (first != HANDSHAKE) {
        plain.incrementAndGet();
        refuse(socket);
        return;
      }
      var begun = new ByteArrayInputStream(new byte[] {HANDSHAKE});
      try (var secure = (SSLSocket) context.getSocketFactory().createSocket(socket, begun, true);
          var behind = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var back = Thread.ofPlatform().daemon().start(() -> pump(input(behind), output(secure)));
        receive(secure.getInputStream(), behind.getOutputStream());
        if (untilCut.get() < 0) {
          untilCut.set(Long.MAX_VALUE);
          // without the goodbye of TLS
          socket.shutdownOutput();
          return;
        }
        behind.shutdownOutput();
        back.join();
      }
    } catch (IOException e) {
      // the client is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(Socket socket) throws IOException {
    var out = socket.getOutputStream();
    switch (answer) {
      case BAD_REQUEST ->
          out.write(
              "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
                  .getBytes(StandardCharsets.US_ASCII));
      case ALERT -> out.write(new byte[] {21, 3, 1, 0, 2, 2, 70});
      case HANG_UP -> {}
    }
    out.flush();
    socket.shutdownOutput();
    socket.getInputStream().readNBytes(1000);
  }

  private static InputStream input(Socket socket) {
    try {
      return socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OutputStream output(Socket socket) {
    try {
      return socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(InputStream in, OutputStream out) {
    var buffer = new byte[64 * 1024];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (untilCut.addAndGet(-count) < 0) {
          return;
        }
        out.write(buffer, 0, count);
        out.flush();
      }
    } catch (IOException e) {
      // one of them is gone
    }
  }

  private static void pump(InputStream in, OutputStream out) {
    var buffer = new byte[64 * 1024];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        out.flush();
      }
    } catch (IOException e) {
      // one of them is gone
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
