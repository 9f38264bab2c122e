package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// The names in a directory, as the kernel lists them.
final class Listing {
  private static final int LENGTH = 32 * 1024;
  // struct linux_dirent64: inode (8), offset (8), length of this record (2), type (1), name.
  private static final int RECORD_LENGTH = 16;
  private static final int NAME = 19;

  private Listing() {}

  /// The names that are still ahead in `directory`, without `.` and `..`, in any order.
  ///
  /// @param directory an open directory of which nothing was listed yet
  /// @param label what it is called in messages
  /// @throws SystemCallException when it cannot be read
  static List<Bytes> of(int directory, String label) throws IOException {
    var names = new ArrayList<Bytes>();
    try (var arena = Arena.ofConfined()) {
      var records = arena.allocate(LENGTH, 8);
      long length = next(directory, records, label);
      while (length > 0) {
        add(records, length, names);
        length = next(directory, records, label);
      }
    }
    return names;
  }

  private static long next(int directory, MemorySegment records, String label) throws IOException {
    long length = Kernel.call(SystemCall.GETDENTS64, directory, records.address(), LENGTH);
    return Kernel.check(SystemCall.GETDENTS64, length, label);
  }

  private static void add(MemorySegment records, long length, List<Bytes> names) {
    long at = 0;
    while (at < length) {
      int recordLength =
          Short.toUnsignedInt(records.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + RECORD_LENGTH));
      var name = terminated(records.asSlice(at + NAME, recordLength - NAME));
      if (!name.equals(Bytes.of(".")) && !name.equals(Bytes.of(".."))) {
        names.add(name);
      }
      at += recordLength;
    }
  }

  /// The bytes before the first that is 0.
  static Bytes terminated(MemorySegment text) {
    int length = 0;
    while (text.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    return Bytes.of(text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
  }
}
