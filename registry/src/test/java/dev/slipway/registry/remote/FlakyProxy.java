package dev.slipway.registry.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Stands before a registry and cuts connections after so many bytes, once for each count it is
/// given.
final class FlakyProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final String target;
  private final Queue<Integer> cutsUp = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> cutsDown = new ConcurrentLinkedQueue<>();

  FlakyProxy(String target) throws IOException {
    this.target = target;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  String host() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /// The next connection that sends that much is cut.
  void cutUp(int bytes) {
    cutsUp.add(bytes);
  }

  /// The next connection that is answered that much is cut.
  void cutDown(int bytes) {
    cutsDown.add(bytes);
  }

  /// How many cuts are still to come.
  int left() {
    return cutsUp.size() + cutsDown.size();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        int colon = target.lastIndexOf(':');
        var server =
            new Socket(
                InetAddress.getLoopbackAddress(), Integer.parseInt(target.substring(colon + 1)));
        Thread.ofVirtual().start(() -> pump(client, server, cutsUp));
        Thread.ofVirtual().start(() -> pump(server, client, cutsDown));
      } catch (IOException e) {
        // the test is over, or the client went away
      }
    }
  }

  private static void pump(Socket from, Socket to, Queue<Integer> cuts) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      var buffer = new byte[16 * 1024];
      long total = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        total += count;
        var cut = cuts.peek();
        if (cut != null && total >= cut && cuts.remove(cut)) {
          out.write(buffer, 0, count / 2);
          return;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // one of both went away
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
