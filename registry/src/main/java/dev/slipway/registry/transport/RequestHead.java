package dev.slipway.registry.transport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Writes the heads of requests: the line that says what is asked, and the fields.
final class RequestHead {
  private final TransportOptions options;

  RequestHead(TransportOptions options) {
    this.options = options;
  }

  /// The head of `request`, with the fields that the transport adds. A proxy for http is told the
  /// whole address.
  byte[] of(Request request) {
    var uri = request.uri();
    var target = new StringBuilder();
    var forwarder =
        uri.getScheme().equals("http") ? options.proxies().find(uri) : Optional.<URI>empty();
    if (forwarder.isPresent()) {
      target.append("http://").append(uri.getRawAuthority());
    }
    target.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    if (uri.getRawQuery() != null) {
      target.append('?').append(uri.getRawQuery());
    }
    var head = new StringBuilder(256);
    line(head, request.method() + " " + target + " HTTP/1.1");
    line(head, "Host: " + uri.getRawAuthority());
    line(head, "User-Agent: " + options.userAgent());
    line(head, "Accept-Encoding: identity");
    forwarder.ifPresent(proxy -> authorize(head, proxy));
    for (var field : request.headers().fields()) {
      line(head, field.name() + ": " + field.value());
    }
    if (request.body().isPresent()) {
      line(head, "Content-Length: " + request.body().get().length());
    } else if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      line(head, "Content-Length: 0");
    }
    return bytes(head);
  }

  /// The head of the request that asks `proxy` for a way to `target`, a host and port.
  static byte[] tunnel(String target, URI proxy) {
    var head = new StringBuilder();
    line(head, "CONNECT " + target + " HTTP/1.1");
    line(head, "Host: " + target);
    authorize(head, proxy);
    return bytes(head);
  }

  private static void authorize(StringBuilder head, URI proxy) {
    var user = proxy.getUserInfo();
    if (user != null) {
      var encoded = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
      line(head, "Proxy-Authorization: Basic " + encoded);
    }
  }

  private static void line(StringBuilder head, String text) {
    head.append(text).append("\r\n");
  }

  private static byte[] bytes(StringBuilder head) {
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
