package dev.slipway.registry.auth;

import dev.slipway.registry.Repository;

/// Finds the credential for a repository.
@FunctionalInterface
public interface Credentials {
  /// The credential for `repository`, or [Credential#ANONYMOUS].
  ///
  /// @throws dev.slipway.registry.RegistryException.Denied when there should be one, but it cannot
  /// be had
  Credential find(Repository repository);

  /// Nobody has any.
  Credentials NONE = repository -> Credential.ANONYMOUS;
}
