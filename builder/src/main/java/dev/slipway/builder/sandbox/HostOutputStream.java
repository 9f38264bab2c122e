package dev.slipway.builder.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// Writes to a file descriptor, and owns it.
final class HostOutputStream extends OutputStream {
  private final int descriptor;
  private final String label;
  private boolean open = true;

  HostOutputStream(int descriptor, String label) {
    this.descriptor = descriptor;
    this.label = label;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    var buffer = Kernel.buffer();
    int from = offset;
    int rest = length;
    while (rest > 0) {
      int count = (int) Math.min(rest, buffer.byteSize());
      MemorySegment.copy(source, from, buffer, ValueLayout.JAVA_BYTE, 0, count);
      long written = Kernel.call(SystemCall.WRITE, descriptor, buffer.address(), count);
      if (written != -Errno.EINTR) {
        Kernel.check(SystemCall.WRITE, written, label);
        from += (int) written;
        rest -= (int) written;
      }
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Kernel.call(SystemCall.CLOSE, descriptor, 0);
    }
  }
}
