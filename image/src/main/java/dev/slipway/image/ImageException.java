package dev.slipway.image;

/// A document or a name of an image is not what it has to be.
///
/// Every message says which document or text, and what in it is wrong.
public abstract sealed class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private ImageException(String message) {
    super(message);
  }

  /// A document or a name breaks the rules of its format.
  public static final class Malformed extends ImageException {
    private static final long serialVersionUID = 1;

    /// Says what broke which rule.
    public Malformed(String message) {
      super(message);
    }
  }

  /// The bytes are not those that their descriptor promises.
  public static final class Mismatch extends ImageException {
    private static final long serialVersionUID = 1;

    private final transient Descriptor expected;
    private final transient Digest found;
    private final long size;

    /// Names both sides.
    ///
    /// @param expected what was promised
    /// @param found the digest of the bytes that came
    /// @param size how many bytes came
    public Mismatch(Descriptor expected, Digest found, long size) {
      super(
          "%s should be %s of %d bytes, but came as %s of %d bytes"
              .formatted(expected.mediaType(), expected.digest(), expected.size(), found, size));
      this.expected = expected;
      this.found = found;
      this.size = size;
    }

    /// What was promised.
    public Descriptor expected() {
      return expected;
    }

    /// The digest of the bytes that came.
    public Digest found() {
      return found;
    }

    /// How many bytes came.
    public long size() {
      return size;
    }
  }
}
