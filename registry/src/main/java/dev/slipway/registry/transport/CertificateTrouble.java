package dev.slipway.registry.transport;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says in words why the certificate of a server does not prove who it is.
///
/// @param host whom the certificate should be for
/// @param port where that answers
/// @param chain what the server showed, its own certificate first
record CertificateTrouble(String host, int port, List<X509Certificate> chain) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /// Checks that the certificate is valid now: no authority can make up for that.
  void checkTime() throws CertificateException {
    try {
      chain.getFirst().checkValidity();
    } catch (CertificateExpiredException e) {
      throw new CertificateException(
          "its certificate expired on " + chain.getFirst().getNotAfter().toInstant(), e);
    } catch (CertificateNotYetValidException e) {
      throw new CertificateException(
          "its certificate is not valid before %s, or the clock of this machine is wrong"
              .formatted(chain.getFirst().getNotBefore().toInstant()),
          e);
    }
  }

  /// Whether `failure` means that none of the authorities that were asked vouches for the server;
  /// others may.
  static boolean isUnknownAuthority(CertificateException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathBuilderException) {
        return true;
      }
    }
    return false;
  }

  /// The failure, in words.
  CertificateException told(CertificateException failure) {
    if (isUnknownAuthority(failure)) {
      return new CertificateException(
          "no authority that is trusted here vouches for its certificate, which was issued by '%s'. If that may be trusted, put its certificate into /etc/docker/certs.d/%s:%d/ca.crt, or have SSL_CERT_FILE name a file with it"
              .formatted(chain.getLast().getIssuerX500Principal(), host, port),
          failure);
    }
    var names = names();
    boolean isOther = failure.getCause() == null && names.isPresent();
    return isOther
        ? new CertificateException(
            "its certificate is for %s and not for %s"
                .formatted(String.join(", ", names.get()), host),
            failure)
        : failure;
  }

  private Optional<List<String>> names() {
    try {
      var all = chain.getFirst().getSubjectAlternativeNames();
      var names = new ArrayList<String>();
      for (var name : all == null ? List.<List<?>>of() : all) {
        if (name.getFirst() instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS)) {
          names.add(String.valueOf(name.get(1)));
        }
      }
      return names.isEmpty() ? Optional.empty() : Optional.of(names);
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }
}
