package dev.slipway.registry;

/// A place did not do what was asked. Every message begins with the request that failed.
public class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Says what was tried, on what, what came, and what to do.
  public RegistryException(String message) {
    super(message);
  }
}
