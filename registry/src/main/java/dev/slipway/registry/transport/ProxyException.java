package dev.slipway.registry.transport;

import java.io.IOException;

/// A proxy does not lead to a server, for a reason that asking again does not change.
public final class ProxyException extends IOException {
  private static final long serialVersionUID = 1;

  /// Says which proxy, and what it said.
  ProxyException(String message) {
    super(message);
  }
}
