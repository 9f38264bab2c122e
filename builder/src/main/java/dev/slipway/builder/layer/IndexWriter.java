package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/// Writes the file of a layer index, record by record in the order of their paths.
///
/// The header is written last: until then the file is not an index.
final class IndexWriter implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final FileChannel channel;
  private final GrowingBuffer buffer = new GrowingBuffer(2 * BUFFER);
  private final GrowingBuffer pageChecksums = new GrowingBuffer(64);
  private final CRC32C page = new CRC32C();
  private int pageLength;
  private long written;
  private int[] starts = new int[1024];
  private int[] ends = new int[1024];
  private int[] specials = new int[16];
  private int entries;
  private int specialCount;
  private int whiteouts;
  private final Deque<Open> open = new ArrayDeque<>();

  private record Open(TreePath path, int number) {}

  IndexWriter(Path file) throws IOException {
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    channel.position(IndexFormat.HEADER_LENGTH);
  }

  int entries() {
    return entries;
  }

  /// Adds the next record; its path comes after all before it.
  void append(IndexRecord record) throws IOException {
    int number = entries++;
    closeAllBut(record.path(), number);
    open.push(new Open(record.path(), number));
    if (number == starts.length) {
      starts = Arrays.copyOf(starts, number * 2);
      ends = Arrays.copyOf(ends, number * 2);
    }
    starts[number] = offset();
    switch (record) {
      case IndexRecord.Implied _, IndexRecord.OutsideLink _ -> markSpecial(number);
      case IndexRecord.Whiteout _ -> whiteouts++;
      case IndexRecord.Present _ -> {}
    }
    RecordFormat.write(record, buffer);
    drain(BUFFER);
  }

  private int offset() {
    long offset = IndexFormat.HEADER_LENGTH + written + buffer.length();
    if (offset > Integer.MAX_VALUE - (1 << 24) - 9L * entries) {
      throw new BuildException.Malformed(
          "the index of the layer would pass 2 GiB after %d entries; split the layer"
              .formatted(entries));
    }
    return (int) offset;
  }

  /// Notes that the record of this number has to be looked at when the layer is put on others.
  void markSpecial(int number) {
    if (specialCount == specials.length) {
      specials = Arrays.copyOf(specials, specialCount * 2);
    }
    specials[specialCount++] = number;
  }

  private void closeAllBut(TreePath path, int number) {
    while (!open.isEmpty() && !path.startsWith(open.getFirst().path())) {
      ends[open.pop().number()] = number;
    }
  }

  /// Writes the rest and the header; nothing can be added any more.
  void finish(Digest diffId, long tarSize) throws IOException {
    while (!open.isEmpty()) {
      ends[open.pop().number()] = entries;
    }
    int table = offset();
    for (int i = 0; i < entries; i++) {
      buffer.fourBytes(starts[i]);
      buffer.fourBytes(ends[i]);
      drain(BUFFER);
    }
    IntStream.of(specials).limit(specialCount).sorted().distinct().forEach(buffer::fourBytes);
    int distinct = (int) IntStream.of(specials).limit(specialCount).distinct().count();
    int bodyEnd = offset();
    drain(0);
    endPage();
    var checksums = ByteBuffer.wrap(pageChecksums.content(), 0, pageChecksums.length());
    var pagesChecksum = new CRC32C();
    pagesChecksum.update(checksums.duplicate());
    writeAll(checksums);
    var header = ByteBuffer.allocate(IndexFormat.HEADER_LENGTH);
    header.putLong(IndexFormat.AT_MAGIC, IndexFormat.MAGIC);
    header.putInt(IndexFormat.AT_VERSION, IndexFormat.VERSION);
    header.putInt(IndexFormat.AT_ENTRIES, entries);
    header.putInt(IndexFormat.AT_SPECIALS, distinct);
    header.putInt(IndexFormat.AT_WHITEOUTS, whiteouts);
    header.putInt(IndexFormat.AT_TABLE, table);
    header.putInt(IndexFormat.AT_BODY_END, bodyEnd);
    header.putInt(IndexFormat.AT_FILE_LENGTH, bodyEnd + pageChecksums.length());
    header.putInt(IndexFormat.AT_PAGES_CHECKSUM, (int) pagesChecksum.getValue());
    header.putLong(IndexFormat.AT_TAR_SIZE, tarSize);
    header.put(IndexFormat.AT_DIFF_ID, HexFormat.of().parseHex(diffId.hex()));
    var checksum = new CRC32C();
    checksum.update(header.duplicate().limit(IndexFormat.AT_HEADER_CHECKSUM));
    header.putInt(IndexFormat.AT_HEADER_CHECKSUM, (int) checksum.getValue());
    channel.position(0);
    writeAll(header);
  }

  private void drain(int most) throws IOException {
    if (buffer.length() <= most) {
      return;
    }
    int start = 0;
    while (start < buffer.length()) {
      int count = Math.min(buffer.length() - start, IndexFormat.PAGE_LENGTH - pageLength);
      page.update(buffer.content(), start, count);
      pageLength += count;
      start += count;
      if (pageLength == IndexFormat.PAGE_LENGTH) {
        endPage();
      }
    }
    writeAll(ByteBuffer.wrap(buffer.content(), 0, buffer.length()));
    written += buffer.length();
    buffer.clear();
  }

  private void endPage() {
    if (pageLength > 0) {
      pageChecksums.fourBytes((int) page.getValue());
      page.reset();
      pageLength = 0;
    }
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
