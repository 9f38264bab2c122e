package dev.slipway.conformance.oracle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The one digest that is needed here.
final class Sha256 {

  private Sha256() {}

  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every Java platform has SHA-256", e);
    }
  }
}
