package dev.slipway.registry.remote;

/// What one wants to do in a repository. No more than this is asked of a token service.
public enum Access {
  /// Read.
  PULL,
  /// Read and write.
  PUSH,
  /// Read, write and delete.
  DELETE
}
