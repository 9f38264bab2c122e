package dev.slipway.registry.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Decides whether a server is who it says: Java's own trust store is asked first, which may still
/// be loading, then the other authorities, which are read only now.
final class Trust extends X509ExtendedTrustManager {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private final CompletableFuture<X509ExtendedTrustManager> java = new CompletableFuture<>();
  private final Authorities authorities;
  private final Map<Authorities.Group, Optional<X509ExtendedTrustManager>> others = new HashMap<>();

  private Trust(Authorities authorities) {
    this.authorities = authorities;
  }

  /// Begins to load Java's trust store on a thread of its own.
  static Trust loading(Authorities authorities) {
    var trust = new Trust(authorities);
    Thread.ofPlatform().daemon().name("trust-store").start(trust::load);
    return trust;
  }

  private void load() {
    try {
      java.complete(manager(null));
    } catch (GeneralSecurityException | RuntimeException | Error e) {
      java.completeExceptionally(e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    var session = ((SSLSocket) socket).getHandshakeSession();
    var server =
        new CertificateTrouble(session.getPeerHost(), session.getPeerPort(), List.of(chain));
    server.checkTime();
    var failure = failure(own(), chain, type, socket);
    var groups = authorities.groups(session.getPeerHost(), session.getPeerPort()).iterator();
    while (failure.filter(CertificateTrouble::isUnknownAuthority).isPresent() && groups.hasNext()) {
      var manager = other(groups.next());
      if (manager.isPresent()) {
        failure = failure(manager.get(), chain, type, socket);
      }
    }
    if (failure.isPresent()) {
      throw server.told(failure.get());
    }
  }

  private X509ExtendedTrustManager own() throws CertificateException {
    try {
      return java.join();
    } catch (CompletionException e) {
      throw new CertificateException("Java's trust store cannot be read: " + e.getCause(), e);
    }
  }

  private static Optional<CertificateException> failure(
      X509ExtendedTrustManager manager, X509Certificate[] chain, String type, Socket socket) {
    try {
      manager.checkServerTrusted(chain, type, socket);
      return Optional.empty();
    } catch (CertificateException e) {
      return Optional.of(e);
    }
  }

  /// Who trusts what is in `group`; nobody if nothing is there.
  private synchronized Optional<X509ExtendedTrustManager> other(Authorities.Group group)
      throws CertificateException {
    var known = others.get(group);
    if (known != null) {
      return known;
    }
    var read = Optional.<X509ExtendedTrustManager>empty();
    try {
      var certificates = new ArrayList<Certificate>();
      for (var file : group.files()) {
        certificates.addAll(certificates(file));
      }
      read = certificates.isEmpty() ? read : Optional.of(manager(store(certificates)));
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateException(
          "the certificates of authorities in %s cannot be read: %s".formatted(group.place(), e),
          e);
    }
    others.put(group, read);
    return read;
  }

  /// The certificates in a file, among which there may be anything else.
  private static List<Certificate> certificates(Path file)
      throws IOException, CertificateException {
    var factory = CertificateFactory.getInstance("X.509");
    var text = Files.readString(file, StandardCharsets.ISO_8859_1);
    var certificates = new ArrayList<Certificate>();
    for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
      int end = text.indexOf(END, at);
      if (end < 0) {
        throw new CertificateException("a certificate in %s has no end".formatted(file));
      }
      var pem = text.substring(at, end + END.length()).getBytes(StandardCharsets.ISO_8859_1);
      certificates.add(factory.generateCertificate(new ByteArrayInputStream(pem)));
    }
    return certificates;
  }

  private static KeyStore store(List<Certificate> certificates)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (var certificate : certificates) {
      store.setCertificateEntry("authority-" + store.size(), certificate);
    }
    return store;
  }

  /// Who trusts what is in `store`; without one, what Java trusts.
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

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only sockets are used here");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
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
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
