package dev.slipway.registry.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS, loaded when it is first spoken.
///
/// Reading the trust store takes as long as all the rest, so it is read on a thread of its own
/// while the connection is made and greeted: only the server's certificate waits for it.
final class Tls {
  private final List<byte[]> authorities;
  private @Nullable SSLSocketFactory factory;

  Tls(List<byte[]> authorities) {
    this.authorities = authorities;
  }

  /// Begins to load, so that it goes on while the caller connects.
  synchronized SSLSocketFactory factory() throws IOException {
    var made = factory;
    if (made == null) {
      var trust = new CompletableFuture<Trust>();
      Thread.ofPlatform().daemon().name("trust-store").start(() -> load(trust));
      made = make(trust);
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
    socket.startHandshake();
    return socket;
  }

  private static SSLSocketFactory make(CompletableFuture<Trust> trust) throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new LateTrust(trust)}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java cannot speak TLS: " + e.getMessage(), e);
    }
  }

  private void load(CompletableFuture<Trust> trust) {
    try {
      var own =
          authorities.isEmpty()
              ? Optional.<X509ExtendedTrustManager>empty()
              : Optional.of(manager(store(authorities)));
      trust.complete(new Trust(manager(null), own));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      trust.completeExceptionally(e);
    }
  }

  private static KeyStore store(List<byte[]> authorities)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (var pem : authorities) {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      for (var certificate : certificates) {
        store.setCertificateEntry("authority-" + number, certificate);
        number++;
      }
    }
    return store;
  }

  private static X509ExtendedTrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    return Arrays.stream(managers.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new CertificateException("there is no X.509 trust manager"));
  }

  /// Java's own trust store, and the authorities that were named besides.
  private record Trust(X509ExtendedTrustManager java, Optional<X509ExtendedTrustManager> own) {
    void check(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
      try {
        java.checkServerTrusted(chain, type, socket);
      } catch (CertificateException e) {
        if (own.isEmpty()) {
          throw e;
        }
        own.get().checkServerTrusted(chain, type, socket);
      }
    }
  }

  /// Trusts what a trust store trusts that may still be loading.
  private static final class LateTrust extends X509ExtendedTrustManager {
    private final CompletableFuture<Trust> trust;

    LateTrust(CompletableFuture<Trust> trust) {
      this.trust = trust;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      try {
        trust.join().check(chain, type, socket);
      } catch (CompletionException e) {
        throw new CertificateException("the trust store cannot be read: " + e.getCause(), e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("only sockets are used here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("without a socket nobody knows whom to expect");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("there are no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
