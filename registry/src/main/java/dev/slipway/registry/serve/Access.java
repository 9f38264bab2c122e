package dev.slipway.registry.serve;

import java.time.Duration;

/// Who may use a [Server], and how they show it.
public sealed interface Access {

  /// Everybody may do everything, and no credentials are asked for.
  record Open() implements Access {}

  /// Every request carries a user's name and password (RFC 7617).
  ///
  /// @param user the one user
  /// @param password the user's password
  record Basic(String user, String password) implements Access {

    /// Keeps the password out of logs.
    @Override
    public String toString() {
      return "Basic[user=" + user + "]";
    }
  }

  /// Every request carries a token that the server's own token service mints at `/token`.
  ///
  /// The service speaks both forms: GET with Basic, and POST with `grant_type=password` or
  /// `refresh_token`. A token grants the scopes that were asked for and no others.
  ///
  /// @param user the one user
  /// @param password the user's password
  /// @param lifetime how long a token is good for, to the millisecond
  /// @param strangers what those without credentials get
  record Token(String user, String password, Duration lifetime, Strangers strangers)
      implements Access {

    /// Keeps the password out of logs.
    @Override
    public String toString() {
      return "Token[user=%s, lifetime=%s, strangers=%s]".formatted(user, lifetime, strangers);
    }
  }

  /// What those get who ask for a token without credentials.
  enum Strangers {
    /// A token that grants nothing.
    NOTHING,
    /// A token that grants reading.
    PULL
  }
}
