package dev.slipway.registry.transport;

import java.net.URI;
import java.util.Optional;

/// One question to a server.
///
/// @param method the method, as in `GET`
/// @param uri the whole address; `http` or `https`
/// @param headers the fields; those of the transport itself (Host, lengths) are not among them
/// @param body what is sent, if anything
public record Request(String method, URI uri, Headers headers, Optional<Body> body) {
  /// Checks the address.
  ///
  /// @throws IllegalArgumentException when it is not absolute, or neither `http` nor `https`
  public Request {
    var scheme = uri.getScheme();
    if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "'%s' is not an http or https address with a host".formatted(uri));
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "the address of %s carries a user".formatted(uri.getHost()));
    }
  }

  /// A question without a body.
  public static Request of(String method, URI uri) {
    return new Request(method, uri, Headers.NONE, Optional.empty());
  }

  /// The same, with one more field.
  public Request with(String name, String value) {
    return new Request(method, uri, headers.and(name, value), body);
  }

  /// The same, with a body.
  public Request with(Body newBody) {
    return new Request(method, uri, headers, Optional.of(newBody));
  }

  /// The same, of another address.
  public Request at(URI newUri) {
    return new Request(method, newUri, headers, body);
  }

  /// The same, with other fields.
  public Request with(Headers newHeaders) {
    return new Request(method, uri, newHeaders, body);
  }

  /// Method and address without its query, which may hold a secret.
  @Override
  public String toString() {
    return method + " " + plain(uri);
  }

  /// The address without its query, which may hold a secret.
  public static String plain(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
