package dev.slipway.conformance.cases;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/// Sends `/moved/x` to `/x`.
final class Redirect {

  private Redirect() {}

  static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getRawPath();
      exchange.getResponseHeaders().add("Location", path.substring("/moved".length()));
      exchange.sendResponseHeaders(302, -1);
    }
  }
}
