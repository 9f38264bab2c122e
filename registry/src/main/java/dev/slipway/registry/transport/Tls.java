package dev.slipway.registry.transport;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// TLS, loaded when it is first spoken.
///
/// Reading the trust store takes as long as all the rest, so it is read on a thread of its own
/// while the connection is made and greeted: only the server's certificate waits for it.
final class Tls {
  private final Authorities authorities;
  private final Duration patience;
  private @Nullable SSLSocketFactory factory;

  /// @param patience how long a server may say nothing while both greet each other
  Tls(Authorities authorities, Duration patience) {
    this.authorities = authorities;
    this.patience = patience;
  }

  /// Begins to load, so that it goes on while the caller connects.
  synchronized SSLSocketFactory factory() throws IOException {
    var made = factory;
    if (made == null) {
      made = make(Trust.loading(authorities));
      factory = made;
    }
    return made;
  }

  /// Speaks TLS over `plain`, and makes sure that `host` is who answers.
  SSLSocket wrap(Socket plain, String host, int port) throws IOException {
    var socket = (SSLSocket) factory().createSocket(plain, host, port, true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    socket.setSSLParameters(parameters);
    int silence = socket.getSoTimeout();
    socket.setSoTimeout((int) patience.toMillis());
    try {
      socket.startHandshake();
    } catch (SocketTimeoutException e) {
      var silent =
          new SocketTimeoutException(
              "nothing that could be TLS came within %d seconds".formatted(patience.toSeconds()));
      silent.initCause(e);
      throw silent;
    }
    socket.setSoTimeout(silence);
    return socket;
  }

  private static SSLSocketFactory make(Trust trust) throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java cannot speak TLS: " + e.getMessage(), e);
    }
  }
}
