package dev.slipway.image;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The name of some bytes: an algorithm and what it yields, as in `sha256:6c3c…`.
///
/// Every instance is well formed: a known algorithm and as many lower-case hexadecimal digits
/// as it yields. See the OCI image specification, "Digests".
///
/// @param algorithm the hash function
/// @param hex the hash in lower-case hexadecimal digits
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {
  // Looking a function up in the providers takes longer than what most hashers are for; these are
  // only copied.
  private static final Map<Algorithm, MessageDigest> PRISTINE = new ConcurrentHashMap<>();

  /// The hash functions that the OCI image specification registers, and one that other tools take
  /// besides.
  public enum Algorithm {
    /// SHA-256, which every registry knows.
    SHA256("sha256", "SHA-256", 64),
    /// SHA-384, which checksums of downloads may have; no registry names content by it.
    SHA384("sha384", "SHA-384", 96),
    /// SHA-512, which some registries know.
    SHA512("sha512", "SHA-512", 128);

    private final String label;
    private final String jcaName;
    private final int digits;

    Algorithm(String label, String jcaName, int digits) {
      this.label = label;
      this.jcaName = jcaName;
      this.digits = digits;
    }

    /// The name as it stands before the colon: `sha256`.
    public String label() {
      return label;
    }

    /// A fresh hash function of this kind.
    public MessageDigest hasher() {
      try {
        return (MessageDigest) PRISTINE.computeIfAbsent(this, Algorithm::made).clone();
      } catch (CloneNotSupportedException e) {
        return made();
      }
    }

    private MessageDigest made() {
      try {
        return MessageDigest.getInstance(jcaName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + jcaName, e);
      }
    }
  }

  /// Checks the form.
  ///
  /// @throws IllegalArgumentException when the digits do not fit the algorithm
  public Digest {
    if (hex.length() != algorithm.digits || !isLowerHex(hex)) {
      throw new IllegalArgumentException(
          "'%s:%s' is not a digest: %s has %d digits of 0-9 and a-f"
              .formatted(algorithm.label(), hex, algorithm.label(), algorithm.digits));
    }
  }

  /// Reads the form `sha256:…`.
  ///
  /// @throws IllegalArgumentException when `text` is not a well-formed digest of a known algorithm
  public static Digest parse(String text) {
    for (var algorithm : Algorithm.values()) {
      if (text.startsWith(algorithm.label() + ":")) {
        return new Digest(algorithm, text.substring(algorithm.label().length() + 1));
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not a digest: it begins with none of sha256:, sha384: and sha512:"
            .formatted(text));
  }

  /// The SHA-256 digest of `bytes`.
  public static Digest of(byte[] bytes) {
    return of(Algorithm.SHA256.hasher(), bytes);
  }

  /// The SHA-256 digest of all that `stream` still holds; the stream is left open.
  ///
  /// @throws IOException when the stream fails
  public static Digest of(InputStream stream) throws IOException {
    var hasher = Algorithm.SHA256.hasher();
    var buffer = new byte[64 * 1024];
    for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
      hasher.update(buffer, 0, count);
    }
    return finish(hasher);
  }

  /// The digest that a SHA-256 hasher from [Algorithm#hasher()] has arrived at; resets the hasher.
  public static Digest finish(MessageDigest sha256) {
    return finish(Algorithm.SHA256, sha256);
  }

  /// The digest that a hasher of `algorithm` has arrived at; resets the hasher.
  public static Digest finish(Algorithm algorithm, MessageDigest hasher) {
    return new Digest(algorithm, HexFormat.of().formatHex(hasher.digest()));
  }

  /// The digest of `bytes` by `algorithm`.
  public static Digest of(Algorithm algorithm, byte[] bytes) {
    return new Digest(algorithm, HexFormat.of().formatHex(algorithm.hasher().digest(bytes)));
  }

  private static Digest of(MessageDigest hasher, byte[] bytes) {
    hasher.update(bytes);
    return finish(hasher);
  }

  private static boolean isLowerHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /// The first twelve digits, for people.
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public int compareTo(Digest other) {
    return toString().compareTo(other.toString());
  }

  /// The form `sha256:…`.
  @Override
  public String toString() {
    return algorithm.label() + ":" + hex;
  }
}
