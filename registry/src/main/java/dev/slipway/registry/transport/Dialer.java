package dev.slipway.registry.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;

/// Makes connections: to a server, or through a proxy to it, with TLS where the address says so.
final class Dialer {
  private static final int USUAL_PROXY_PORT = 80;
  private static final int AUTHENTICATION_REQUIRED = 407;

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
    var raw = proxy.isPresent() ? openProxy(proxy.get()) : open(uri, Addresses.port(uri));
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

  private Socket openProxy(URI proxy) throws IOException {
    try {
      return open(proxy, USUAL_PROXY_PORT);
    } catch (UnknownHostException e) {
      throw new ProxyException(
          "there is no host '%s', which should be the proxy".formatted(proxy.getHost()));
    } catch (IOException e) {
      throw new IOException("the proxy %s: %s".formatted(name(proxy), e.getMessage()), e);
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
    if (answer.status() == AUTHENTICATION_REQUIRED) {
      throw new ProxyException(
          "the proxy %s wants a user and a password, as in http://USER:PASSWORD@%s; it does not take what it got"
              .formatted(name(proxy), name(proxy)));
    }
    if (answer.status() / 100 != 2) {
      var message =
          "the proxy %s does not lead to %s: status %d"
              .formatted(name(proxy), target, answer.status());
      throw answer.status() / 100 == 4 ? new ProxyException(message) : new IOException(message);
    }
  }

  /// Host and port: the address may hold a password.
  private static String name(URI proxy) {
    return proxy.getPort() < 0 ? proxy.getHost() : proxy.getHost() + ":" + proxy.getPort();
  }
}
