package dev.slipway.registry.auth;

/// A secret that says who one is. It prints without the secret.
public sealed interface Credential {
  /// No credential: one is nobody in particular.
  record Anonymous() implements Credential {}

  /// A user and a password, or a token in its place.
  ///
  /// @param user the user
  /// @param secret the password
  record Password(String user, String secret) implements Credential {
    @Override
    public String toString() {
      return "Password[user=%s]".formatted(user);
    }
  }

  /// An OAuth2 refresh token, which a token service exchanges for tokens.
  ///
  /// @param token the token
  record IdentityToken(String token) implements Credential {
    @Override
    public String toString() {
      return "IdentityToken[]";
    }
  }

  /// A token that the registry itself takes.
  ///
  /// @param token the token
  record RegistryToken(String token) implements Credential {
    @Override
    public String toString() {
      return "RegistryToken[]";
    }
  }

  /// Nobody in particular.
  Credential ANONYMOUS = new Anonymous();
}
