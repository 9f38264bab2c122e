package dev.slipway.registry.transport;

import java.io.IOException;

/// A server said something that is not HTTP/1.1. Asking again does not help.
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1;

  /// Says which rule was broken.
  public ProtocolException(String message) {
    super(message);
  }
}
