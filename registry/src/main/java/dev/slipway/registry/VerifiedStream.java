package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// A stream that is read to its end only if it is what its descriptor says.
///
/// One byte too many is refused when it comes; a byte too few, or another digest, when the end
/// comes. So whoever reads to the end without an exception has the right bytes, and nobody reads
/// without limit.
public final class VerifiedStream extends InputStream {
  private final InputStream source;
  private final String action;
  private final Descriptor expected;
  private final MessageDigest hasher;
  private long count;
  private boolean verified;

  /// Wraps `source`, which is closed with this.
  ///
  /// @param action what is being tried, and on what; messages begin with it
  public VerifiedStream(InputStream source, String action, Descriptor expected) {
    this.source = source;
    this.action = action;
    this.expected = expected;
    this.hasher = expected.digest().algorithm().hasher();
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = source.read(buffer, offset, length);
    if (read < 0) {
      verify();
      return -1;
    }
    count += read;
    hasher.update(buffer, offset, read);
    if (count > expected.size()) {
      throw mismatch();
    }
    return read;
  }

  @Override
  public int available() throws IOException {
    return source.available();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private void verify() {
    if (verified) {
      return;
    }
    var found = Digest.finish(expected.digest().algorithm(), hasher);
    if (count != expected.size() || !found.equals(expected.digest())) {
      throw new RegistryException.Mismatch(action, expected, found, count);
    }
    verified = true;
  }

  private RegistryException mismatch() {
    var found = Digest.finish(expected.digest().algorithm(), hasher);
    return new RegistryException.Mismatch(action, expected, found, count);
  }
}
