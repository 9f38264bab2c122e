package dev.slipway.builder.layer;

import java.nio.ByteBuffer;

/// The order of [dev.slipway.builder.tree.TreePath], on bytes where they lie.
///
/// In a record the path comes first: its length in four bytes, then its bytes.
final class PathOrder {
  private PathOrder() {}

  /// Compares the path of the record at `start` with `key`.
  static int compare(ByteBuffer records, int start, byte[] key) {
    int length = records.getInt(start);
    int shorter = Math.min(length, key.length);
    for (int i = 0; i < shorter; i++) {
      byte ours = records.get(start + 4 + i);
      if (ours != key[i]) {
        return Integer.compare(rank(ours), rank(key[i]));
      }
    }
    return Integer.compare(length, key.length);
  }

  /// Compares the paths of the records at `left` and `right`.
  static int compare(ByteBuffer records, int left, int right) {
    int leftLength = records.getInt(left);
    int rightLength = records.getInt(right);
    int shorter = Math.min(leftLength, rightLength);
    for (int i = 4; i < shorter + 4; i++) {
      byte ours = records.get(left + i);
      byte theirs = records.get(right + i);
      if (ours != theirs) {
        return Integer.compare(rank(ours), rank(theirs));
      }
    }
    return Integer.compare(leftLength, rightLength);
  }

  // A slash sorts before every other byte, so that a directory's content follows it at once.
  private static int rank(byte b) {
    return b == '/' ? -1 : b & 0xff;
  }
}
