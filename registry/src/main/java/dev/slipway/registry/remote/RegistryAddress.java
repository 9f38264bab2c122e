package dev.slipway.registry.remote;

import dev.slipway.registry.auth.AddressGuard;
import dev.slipway.registry.auth.Authorizer;
import dev.slipway.registry.auth.Tokens;
import dev.slipway.registry.transport.HttpTransport;
import dev.slipway.registry.transport.ProxyException;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import dev.slipway.registry.transport.TlsException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;

/// Where a registry is reached, and how it wants to know who asks.
///
/// A registry on this machine is asked without TLS, which is what nearly all there do. One that
/// does not answer as a registry does is asked once whether it speaks TLS, and if so always with
/// it.
final class RegistryAddress {
  private static final int BAD_REQUEST = 400;

  private final HttpTransport transport;
  private final Tokens tokens;
  private volatile Reached reached;
  private volatile boolean settled;

  private record Reached(URI base, Authorizer authorizer) {}

  /// A registry at `base`, as long as nothing else is found out.
  RegistryAddress(URI base, HttpTransport transport, Tokens tokens) {
    this.transport = transport;
    this.tokens = tokens;
    this.reached = new Reached(base, new Authorizer(base, tokens));
    this.settled = base.getScheme().equals("https");
  }

  /// The address before `/v2/`.
  URI base() {
    return reached.base;
  }

  /// Answers the challenges of the registry.
  Authorizer authorizer() {
    return reached.authorizer;
  }

  /// `request` as it is sent now: it may have been made before TLS was found out.
  Request current(Request request) {
    var secure = request.at(withTls(request.uri()));
    return AddressGuard.isSameOrigin(base(), secure.uri()) ? secure : request;
  }

  /// Whether `answer` is one of a server that takes TLS alone, and such is spoken from now on.
  ///
  /// @throws TlsException when the server does not prove who it is
  boolean turnsOutEncrypted(Response answer) throws TlsException {
    if (settled || !AddressGuard.isSameOrigin(base(), answer.uri())) {
      return false;
    }
    boolean isOdd =
        answer.status() == BAD_REQUEST
            && answer
                .headers()
                .find("Content-Type")
                .filter(type -> type.contains("json"))
                .isEmpty();
    if (!isOdd) {
      settled = true;
      return false;
    }
    return speaksTls();
  }

  /// Whether a server that takes TLS alone made `request` fail, and such is spoken from now on.
  ///
  /// @throws TlsException when the server does not prove who it is
  boolean turnsOutEncrypted(Request request, IOException failure) throws TlsException {
    if (settled || !AddressGuard.isSameOrigin(base(), request.uri())) {
      return false;
    }
    return switch (failure) {
      case ConnectException _, UnknownHostException _, SocketTimeoutException _, ProxyException _ ->
          false;
      default -> speaksTls();
    };
  }

  private synchronized boolean speaksTls() throws TlsException {
    var plain = base();
    if (settled) {
      // another thread has found out meanwhile
      return plain.getScheme().equals("https");
    }
    var secure = withTls(plain);
    try (var _ = transport.send(Request.of("GET", secure.resolve("/v2/")))) {
      turn(secure);
      return true;
    } catch (TlsException e) {
      if (e.reason() == TlsException.Reason.NO_TLS) {
        settled = true;
        return false;
      }
      turn(secure);
      throw e;
    } catch (IOException e) {
      // who asks again may find out
      return false;
    }
  }

  private void turn(URI secure) {
    reached = new Reached(secure, new Authorizer(secure, tokens));
    settled = true;
  }

  private static URI withTls(URI uri) {
    return URI.create(uri.toString().replaceFirst("^http:", "https:"));
  }
}
