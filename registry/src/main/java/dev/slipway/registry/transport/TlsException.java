package dev.slipway.registry.transport;

import java.io.EOFException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// TLS does not come about with a server, for a reason that asking again does not change.
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /// What a caller can do about it.
  public enum Reason {
    /// The server does not speak TLS: it may speak http without.
    NO_TLS,
    /// The server did not prove who it is: it is another one, or its authority has to be trusted.
    UNPROVEN,
    /// Both cannot agree on how to speak.
    NO_COMMON_LANGUAGE
  }

  private TlsException(String message, Reason reason, IOException cause) {
    super(message, cause);
    this.reason = reason;
  }

  /// What `failure` means for a connection to `server`, host and port; the failure itself when it
  /// is one that may pass.
  static IOException of(String server, SSLException failure) {
    var certificate = find(failure, CertificateException.class);
    if (certificate.isPresent()) {
      return new TlsException(
          "TLS with %s fails: %s".formatted(server, certificate.get().getMessage()),
          Reason.UNPROVEN,
          failure);
    }
    if (find(failure, EOFException.class).isPresent()) {
      return failure;
    }
    // Java has neither a class nor a code for bytes that are not TLS at all
    return String.valueOf(failure.getMessage()).contains("SSL message")
        ? new TlsException("%s does not speak TLS".formatted(server), Reason.NO_TLS, failure)
        : new TlsException(
            "TLS with %s fails: %s".formatted(server, failure.getMessage()),
            Reason.NO_COMMON_LANGUAGE,
            failure);
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return Optional.of(kind.cast(cause));
      }
    }
    return Optional.empty();
  }

  /// What a caller can do about it.
  public Reason reason() {
    return reason;
  }
}
