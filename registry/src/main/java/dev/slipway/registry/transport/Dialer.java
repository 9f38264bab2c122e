package dev.slipway.registry.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;

/// Makes connections: to a server, or through a proxy to it, with TLS where the address says so.
final class Dialer {
  private static final int USUAL_PROXY_PORT = 3128;

  private final TransportOptions options;
  private final Tls tls;

  Dialer(TransportOptions options) {
    this.options = options;
    this.tls = new Tls(options.authorities(), options.connectTimeout());
  }

  /// A connection to the server of `uri`.
  Connection connect(URI uri) throws IOException {
    boolean secure = uri.getScheme().equals("https");
    if (secure) {
      // begins to load the trust store while the connection is made
      tls.factory();
    }
    var proxy = options.proxies().find(uri);
    var raw =
        proxy.isPresent() ? open(proxy.get(), USUAL_PROXY_PORT) : open(uri, Addresses.port(uri));
    var socket = raw;
    boolean done = false;
    try {
      if (secure) {
        if (proxy.isPresent()) {
          tunnel(socket, uri, proxy.get());
        }
        socket = tls.wrap(socket, Addresses.host(uri), Addresses.port(uri));
      }
      var connection = new Connection(socket, raw, Addresses.origin(uri), options.readTimeout());
      done = true;
      return connection;
    } catch (SSLException e) {
      throw TlsException.of(uri.getRawAuthority(), e);
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private Socket open(URI peer, int usualPort) throws IOException {
    var host = Addresses.host(peer);
    int port = peer.getPort() < 0 ? usualPort : peer.getPort();
    IOException last = null;
    for (var address : InetAddress.getAllByName(host)) {
      var channel = SocketChannel.open();
      try {
        var socket = channel.socket();
        socket.connect(
            new InetSocketAddress(address, port), (int) options.connectTimeout().toMillis());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setSoTimeout((int) options.readTimeout().toMillis());
        return socket;
      } catch (IOException e) {
        channel.close();
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last == null ? new IOException("'%s' has no address".formatted(host)) : last;
  }

  private static void tunnel(Socket socket, URI uri, URI proxy) throws IOException {
    var target = uri.getHost() + ":" + Addresses.port(uri);
    var out = socket.getOutputStream();
    out.write(RequestHead.tunnel(target, proxy));
    out.flush();
    // read byte by byte: what follows the head belongs to TLS
    var answer = Framing.readHead(socket.getInputStream());
    if (answer.status() / 100 != 2) {
      throw new IOException(
          "the proxy %s:%d does not lead to %s: status %d"
              .formatted(proxy.getHost(), proxy.getPort(), target, answer.status()));
    }
  }
}
