package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The records of a tar in the order in which they came, numbered from zero.
///
/// A few stay in memory; many go to a file that is mapped and deleted with the spool, so that
/// memory grows by eight bytes for each only.
final class Spool implements Closeable {
  private static final int IN_MEMORY = 8 << 20;

  private final Path file;
  private final GrowingBuffer buffer = new GrowingBuffer(1 << 16);
  private int[] starts = new int[1024];
  private int count;
  private long written;
  private @Nullable FileChannel channel;
  private ByteBuffer records = ByteBuffer.allocate(0);

  /// An empty spool, that uses `file` when it grows large.
  Spool(Path file) {
    this.file = file;
  }

  void add(IndexRecord record) throws IOException {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    long start = written + buffer.length();
    if (start > Integer.MAX_VALUE - IN_MEMORY) {
      throw new BuildException.Malformed(
          "the layer has too many entries: after %d their names alone fill 2 GiB".formatted(count));
    }
    starts[count++] = (int) start;
    RecordFormat.write(record, buffer);
    if (buffer.length() > IN_MEMORY) {
      spill();
    }
  }

  private void spill() throws IOException {
    if (channel == null) {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    var bytes = ByteBuffer.wrap(buffer.content(), 0, buffer.length());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    written += buffer.length();
    buffer.clear();
  }

  /// Ends adding and begins reading.
  void seal() throws IOException {
    if (channel == null) {
      records = ByteBuffer.wrap(buffer.content(), 0, buffer.length());
    } else {
      spill();
      records = channel.map(FileChannel.MapMode.READ_ONLY, 0, written);
    }
  }

  int count() {
    return count;
  }

  /// The kind of the record, as [RecordFormat] numbers them.
  int kind(int number) {
    return records.get(starts[number] + 4 + records.getInt(starts[number]));
  }

  IndexRecord record(int number) {
    return RecordFormat.read(records.duplicate().position(starts[number]));
  }

  /// Compares the paths of two records.
  int compare(int left, int right) {
    return PathOrder.compare(records, starts[left], starts[right]);
  }

  /// Compares the path of a record with `key`.
  int compare(int number, byte[] key) {
    return PathOrder.compare(records, starts[number], key);
  }

  /// The numbers of all records in the order of their paths; those of one path as they came.
  int[] sorted() {
    var order = new int[count];
    Arrays.setAll(order, i -> i);
    sort(order, new int[count], 0, count);
    return order;
  }

  // Merge sort, because it is stable and because what is in order already costs one comparison.
  private void sort(int[] order, int[] other, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(order, other, from, middle);
    sort(order, other, middle, to);
    if (compare(order[middle - 1], order[middle]) <= 0) {
      return;
    }
    System.arraycopy(order, from, other, from, middle - from);
    int left = from;
    int right = middle;
    for (int i = from; left < middle; i++) {
      boolean takeRight = right < to && compare(order[right], other[left]) < 0;
      order[i] = takeRight ? order[right++] : other[left++];
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
