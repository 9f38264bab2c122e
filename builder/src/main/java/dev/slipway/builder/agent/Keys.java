package dev.slipway.builder.agent;

import dev.slipway.builder.agent.AgentKey.Kind;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;

/// Keys made of the numbers that files hold.
final class Keys {
  private static final int SEED_LENGTH = 32;

  private Keys() {}

  /// A curve by its names.
  private enum Curve {
    P256("nistp256", "1.2.840.10045.3.1.7", "secp256r1", Kind.P256),
    P384("nistp384", "1.3.132.0.34", "secp384r1", Kind.P384),
    P521("nistp521", "1.3.132.0.35", "secp521r1", Kind.P521);

    private final String ssh;
    private final String identifier;
    private final String java;
    private final Kind kind;

    Curve(String ssh, String identifier, String java, Kind kind) {
      this.ssh = ssh;
      this.identifier = identifier;
      this.java = java;
      this.kind = kind;
    }

    static Curve of(String name) {
      return Arrays.stream(values())
          .filter(curve -> curve.ssh.equals(name) || curve.identifier.equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("an unknown curve"));
    }
  }

  /// An Ed25519 key of OpenSSH: its public half, then the seed and the public half in one.
  static AgentKey ed25519(SshReader fields, byte[] publicKey) throws GeneralSecurityException {
    fields.string();
    var seed = Arrays.copyOf(fields.string(), SEED_LENGTH);
    var spec = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed);
    var key = KeyFactory.getInstance("Ed25519").generatePrivate(spec);
    return new AgentKey(Kind.ED25519, key, publicKey, fields.text());
  }

  /// An RSA key of OpenSSH.
  static AgentKey rsa(SshReader fields, byte[] publicKey) throws GeneralSecurityException {
    var modulus = fields.integer();
    var publicExponent = fields.integer();
    var exponent = fields.integer();
    var coefficient = fields.integer();
    var p = fields.integer();
    var q = fields.integer();
    var spec =
        new RSAPrivateCrtKeySpec(
            modulus,
            publicExponent,
            exponent,
            p,
            q,
            exponent.mod(p.subtract(BigInteger.ONE)),
            exponent.mod(q.subtract(BigInteger.ONE)),
            coefficient);
    return new AgentKey(Kind.RSA, rsa(spec), publicKey, fields.text());
  }

  /// An RSA key of PKCS #1.
  static AgentKey rsa(DerReader fields, String comment) throws GeneralSecurityException {
    fields.integer();
    var modulus = fields.integer();
    var publicExponent = fields.integer();
    var spec =
        new RSAPrivateCrtKeySpec(
            modulus,
            publicExponent,
            fields.integer(),
            fields.integer(),
            fields.integer(),
            fields.integer(),
            fields.integer(),
            fields.integer());
    var publicKey = new SshWriter().text("ssh-rsa").integer(publicExponent).integer(modulus);
    return new AgentKey(Kind.RSA, rsa(spec), publicKey.bytes(), comment);
  }

  private static PrivateKey rsa(RSAPrivateCrtKeySpec spec) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePrivate(spec);
  }

  /// An ECDSA key of OpenSSH.
  static AgentKey elliptic(SshReader fields, byte[] publicKey) throws GeneralSecurityException {
    var curve = Curve.of(fields.text());
    fields.string();
    var key = elliptic(curve, fields.integer());
    return new AgentKey(curve.kind, key, publicKey, fields.text());
  }

  /// An ECDSA key of SEC 1.
  ///
  /// @param curve which curve it is on; empty where the key says it itself
  static AgentKey elliptic(DerReader fields, String curve, String comment)
      throws GeneralSecurityException {
    fields.integer();
    var number = new BigInteger(1, fields.octets());
    var named = fields.tagged(0).map(DerReader::objectIdentifier).orElse(curve);
    var known = Curve.of(named);
    var point =
        fields
            .tagged(1)
            .map(DerReader::bits)
            .orElseThrow(() -> new IllegalArgumentException("no public key"));
    var publicKey =
        new SshWriter().text("ecdsa-sha2-" + known.ssh).text(known.ssh).string(point).bytes();
    return new AgentKey(known.kind, elliptic(known, number), publicKey, comment);
  }

  private static PrivateKey elliptic(Curve curve, BigInteger number)
      throws GeneralSecurityException {
    var parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve.java));
    var spec = new ECPrivateKeySpec(number, parameters.getParameterSpec(ECParameterSpec.class));
    return KeyFactory.getInstance("EC").generatePrivate(spec);
  }
}
