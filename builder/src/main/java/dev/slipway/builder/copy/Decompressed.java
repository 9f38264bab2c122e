package dev.slipway.builder.copy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A decompressed stream whose failures can be told from those of the disk that it is written to.
final class Decompressed extends FilterInputStream {
  /// The compressed bytes are damaged or cut off.
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1;

    private Damaged(IOException cause) {
      super(cause.getMessage() == null ? "it is cut off" : cause.getMessage(), cause);
    }
  }

  Decompressed(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException e) {
      throw new Damaged(e);
    }
  }

  @Override
  public int read(byte[] target, int start, int count) throws IOException {
    try {
      return super.read(target, start, count);
    } catch (IOException e) {
      throw new Damaged(e);
    }
  }
}
