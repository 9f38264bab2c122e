package dev.slipway.builder.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// Reads from a file descriptor, and owns it.
final class HostInputStream extends InputStream {
  private static final int LENGTH = 64 * 1024;

  private final int descriptor;
  private final String label;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(LENGTH);
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
    long count =
        Kernel.call(SystemCall.READ, descriptor, buffer.address(), Math.min(length, LENGTH));
    while (count == -Errno.EINTR) {
      count = Kernel.call(SystemCall.READ, descriptor, buffer.address(), Math.min(length, LENGTH));
    }
    Kernel.check(SystemCall.READ, count, label);
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, target, offset, (int) count);
    return count == 0 ? -1 : (int) count;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Kernel.call(SystemCall.CLOSE, descriptor, 0);
      arena.close();
    }
  }
}
