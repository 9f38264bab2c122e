package dev.slipway.registry.serve;

/// What a request's credentials allow.
interface Grant {
  /// What may be done in a repository.
  enum Action {
    PULL,
    PUSH,
    DELETE
  }

  boolean allows(String repository, Action action);
}
