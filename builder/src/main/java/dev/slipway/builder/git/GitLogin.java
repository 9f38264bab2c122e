package dev.slipway.builder.git;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A user and a password that stood in an address. Nothing of this prints what they are.
public final class GitLogin {
  private final String user;
  private final String password;

  /// @param user who logs in, or a token
  /// @param password the password; empty where there is none
  public GitLogin(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /// Who logs in, or a token.
  String user() {
    return user;
  }

  /// The password; empty where none was written.
  String password() {
    return password;
  }

  /// What the header `Authorization` says of it: a secret.
  public String authorization() {
    var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GitLogin login
        && login.user.equals(user)
        && login.password.equals(password);
  }

  @Override
  public int hashCode() {
    return user.hashCode();
  }

  @Override
  public String toString() {
    return "a login";
  }
}
