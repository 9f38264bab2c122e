package dev.slipway.registry.layout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a tar archive of plain files, whose bytes depend on nothing but names and contents.
///
/// Owner 0, mode 0644, time 0; a POSIX extension header where a name or a size needs one.
final class TarWriter implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;
  private static final long LARGEST_SIZE = 0_77777777777L;

  private final FileChannel out;

  TarWriter(Path file) throws IOException {
    out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  void add(String name, byte[] content) throws IOException {
    header(name, content.length);
    write(ByteBuffer.wrap(content));
    pad(content.length);
  }

  void add(String name, Path file) throws IOException {
    try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = in.size();
      header(name, size);
      // Within the kernel, and where the file system can, without copying.
      for (long done = 0; done < size; ) {
        long count = in.transferTo(done, size - done, out);
        if (count <= 0) {
          throw new IOException("%s became shorter while it was read".formatted(file));
        }
        done += count;
      }
      pad(size);
    }
  }

  /// Ends the archive.
  @Override
  public void close() throws IOException {
    try (out) {
      write(ByteBuffer.allocate(2 * BLOCK));
    }
  }

  private void header(String name, long size) throws IOException {
    var records = new StringBuilder();
    if (name.length() > LONGEST_NAME) {
      records.append(record("path", name));
    }
    if (size > LARGEST_SIZE) {
      records.append(record("size", Long.toString(size)));
    }
    if (!records.isEmpty()) {
      var bytes = records.toString().getBytes(StandardCharsets.UTF_8);
      write(block("PaxHeaders/" + name, bytes.length, 'x'));
      write(ByteBuffer.wrap(bytes));
      pad(bytes.length);
    }
    write(block(name, Math.min(size, LARGEST_SIZE), '0'));
  }

  /// `<length> <name>=<value>\n`, where the length counts itself, too.
  private static String record(String name, String value) {
    var rest = " %s=%s\n".formatted(name, value);
    int length = rest.length() + Integer.toString(rest.length()).length();
    length = rest.length() + Integer.toString(length).length();
    return length + rest;
  }

  private static ByteBuffer block(String name, long size, char type) {
    var block = new byte[BLOCK];
    put(block, 0, name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
    put(block, 100, "0000644\0");
    put(block, 108, "0000000\0");
    put(block, 116, "0000000\0");
    put(block, 124, "%011o\0".formatted(size));
    put(block, 136, "00000000000\0");
    put(block, 148, "        ");
    block[156] = (byte) type;
    put(block, 257, "ustar\00000");
    int sum = 0;
    for (var one : block) {
      sum += one & 0xff;
    }
    put(block, 148, "%06o\0 ".formatted(sum));
    return ByteBuffer.wrap(block);
  }

  private static void put(byte[] block, int offset, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  private void pad(long size) throws IOException {
    write(ByteBuffer.allocate((int) ((BLOCK - size % BLOCK) % BLOCK)));
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
