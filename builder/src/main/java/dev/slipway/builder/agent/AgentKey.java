package dev.slipway.builder.agent;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;

/// A key that signs. Nothing of it can be read but what is public.
final class AgentKey {
  // SSH_AGENT_RSA_SHA2_256, SSH_AGENT_RSA_SHA2_512
  private static final int RSA_SHA_256 = 2;
  private static final int RSA_SHA_512 = 4;

  private final Kind kind;
  private final PrivateKey key;
  private final byte[] publicKey;
  private final String comment;

  /// @param kind how it signs
  /// @param key the key itself
  /// @param publicKey the public key, as SSH writes it
  /// @param comment what its owner calls it
  AgentKey(Kind kind, PrivateKey key, byte[] publicKey, String comment) {
    this.kind = kind;
    this.key = key;
    this.publicKey = publicKey.clone();
    this.comment = comment;
  }

  /// How keys sign.
  enum Kind {
    /// EdDSA on Curve25519.
    ED25519,
    /// RSA with PKCS #1 padding.
    RSA,
    /// ECDSA on NIST's P-256.
    P256,
    /// ECDSA on NIST's P-384.
    P384,
    /// ECDSA on NIST's P-521.
    P521
  }

  boolean is(byte[] candidate) {
    return Arrays.equals(publicKey, candidate);
  }

  byte[] publicKey() {
    return publicKey.clone();
  }

  String comment() {
    return comment;
  }

  /// Signs `message`, and gives the signature as SSH writes it.
  ///
  /// @param flags what the asker wants of an RSA signature
  /// @throws GeneralSecurityException when Java cannot sign
  byte[] sign(byte[] message, int flags) throws GeneralSecurityException {
    return switch (kind) {
      case ED25519 -> signature("ssh-ed25519", signed("Ed25519", message));
      case P256 -> signature("ecdsa-sha2-nistp256", pair(signed("SHA256withECDSA", message)));
      case P384 -> signature("ecdsa-sha2-nistp384", pair(signed("SHA384withECDSA", message)));
      case P521 -> signature("ecdsa-sha2-nistp521", pair(signed("SHA512withECDSA", message)));
      case RSA -> {
        if ((flags & RSA_SHA_512) != 0) {
          yield signature("rsa-sha2-512", signed("SHA512withRSA", message));
        }
        yield (flags & RSA_SHA_256) != 0
            ? signature("rsa-sha2-256", signed("SHA256withRSA", message))
            : signature("ssh-rsa", signed("SHA1withRSA", message));
      }
    };
  }

  private byte[] signed(String algorithm, byte[] message) throws GeneralSecurityException {
    var plain = algorithm.endsWith("ECDSA") ? algorithm + "inP1363Format" : algorithm;
    var signature = Signature.getInstance(plain);
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  private static byte[] pair(byte[] both) {
    int half = both.length / 2;
    return new SshWriter()
        .integer(new BigInteger(1, both, 0, half))
        .integer(new BigInteger(1, both, half, half))
        .bytes();
  }

  private static byte[] signature(String format, byte[] blob) {
    return new SshWriter().text(format).string(blob).bytes();
  }
}
