package dev.slipway.registry.transport;

import java.io.IOException;
import java.io.OutputStream;

/// What a request sends. It may be asked to write itself again, and then writes the same.
public interface Body {
  /// How many bytes it writes.
  long length();

  /// Writes exactly that many bytes. Only what `out` throws may come out as an `IOException`: it
  /// means that the connection broke. A source that breaks comes out unchecked.
  void writeTo(OutputStream out) throws IOException;

  /// Bytes in memory; they are not copied.
  static Body of(byte[] bytes) {
    return new Body() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }
    };
  }
}
