package dev.slipway.builder.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// Reads from a file descriptor, and owns it.
final class HostInputStream extends InputStream {
  private final int descriptor;
  private final String label;
  private boolean open = true;

  HostInputStream(int descriptor, String label) {
    this.descriptor = descriptor;
    this.label = label;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (!open) {
      throw new IOException("%s: read after close".formatted(label));
    }
    if (length == 0) {
      return 0;
    }
    var buffer = Kernel.buffer();
    long wanted = Math.min(length, buffer.byteSize());
    long count;
    do {
      count = Kernel.call(SystemCall.READ, descriptor, buffer.address(), wanted);
    } while (count == -Errno.EINTR);
    Kernel.check(SystemCall.READ, count, label);
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, target, offset, (int) count);
    return count == 0 ? -1 : (int) count;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Kernel.call(SystemCall.CLOSE, descriptor, 0);
    }
  }
}
