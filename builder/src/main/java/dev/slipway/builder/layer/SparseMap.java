package dev.slipway.builder.layer;

import java.io.InputStream;
import java.util.Arrays;

/// Where the pieces of a sparse file belong: the tar holds them one after another, and all between
/// them is zero.
///
/// Pieces are in order, overlap nowhere and lie within the file.
public final class SparseMap {
  private final long[] offsets;
  private final long[] lengths;
  private final long size;
  private final long stored;

  private SparseMap(long[] offsets, long[] lengths, long size, long stored) {
    this.offsets = offsets;
    this.lengths = lengths;
    this.size = size;
    this.stored = stored;
  }

  /// The length of the whole file in bytes.
  public long size() {
    return size;
  }

  /// How many bytes of it the tar holds.
  public long stored() {
    return stored;
  }

  /// The whole file.
  ///
  /// @param pieces the [#stored()] bytes of the tar; closed with the result
  public InputStream whole(InputStream pieces) {
    return new SparseContent(this, pieces);
  }

  int pieces() {
    return offsets.length;
  }

  long offset(int piece) {
    return offsets[piece];
  }

  long length(int piece) {
    return lengths[piece];
  }

  /// A map in the making.
  static final class Builder {
    private final long size;
    private long[] offsets = new long[8];
    private long[] lengths = new long[8];
    private int count;
    private long end;
    private long stored;

    /// Begins the map of a file of `size` bytes.
    ///
    /// @throws IllegalArgumentException when there are no files of that size
    Builder(long size) {
      this.size = size;
      if (size < 0) {
        throw new IllegalArgumentException("says that it has %d bytes".formatted(size));
      }
    }

    /// Adds the next piece.
    ///
    /// @throws IllegalArgumentException when no piece can be there, with words that go on after
    ///     "the sparse file x"
    void add(long offset, long length) {
      if (offset < 0 || length < 0) {
        throw new IllegalArgumentException(
            "has a piece of %d bytes at %d".formatted(length, offset));
      }
      if (offset < end) {
        throw new IllegalArgumentException(
            "has a piece at %d after one that ends at %d; they overlap".formatted(offset, end));
      }
      if (offset > size || length > size - offset) {
        throw new IllegalArgumentException(
            "has a piece of %d bytes at %d, which is beyond its %d bytes"
                .formatted(length, offset, size));
      }
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, count * 2);
        lengths = Arrays.copyOf(lengths, count * 2);
      }
      offsets[count] = offset;
      lengths[count++] = length;
      end = offset + length;
      stored += length;
    }

    SparseMap build() {
      return new SparseMap(
          Arrays.copyOf(offsets, count), Arrays.copyOf(lengths, count), size, stored);
    }
  }
}
