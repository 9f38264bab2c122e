package dev.slipway.builder.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Where something is in a [Tree]: names joined by `/`, counted from the root.
///
/// Always clean: no leading or trailing slash, no empty name, no `.` and no `..`; the root is the
/// path of no names. Bytes, never characters. The order is depth first: a directory comes before
/// what it holds, and all it holds before the next name beside it.
public final class TreePath implements Comparable<TreePath> {
  /// The path of the root directory itself.
  public static final TreePath ROOT = new TreePath(new byte[0]);

  private final byte[] bytes;
  // Paths are the keys of large maps: 0 until it is asked for, as in a String.
  private int hash;

  private TreePath(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The clean form of `text`; see [#of(byte[])].
  public static TreePath of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The clean form of `raw`, as if `raw` were rooted: slashes at the ends and doubled ones go,
  /// `.` goes, `..` takes back one name and never leaves the root.
  public static TreePath of(byte[] raw) {
    var clean = new byte[raw.length];
    int length = 0;
    int start = 0;
    while (start <= raw.length) {
      int end = start;
      while (end < raw.length && raw[end] != '/') {
        end++;
      }
      int count = end - start;
      if (count == 2 && raw[start] == '.' && raw[start + 1] == '.') {
        length = parentLength(clean, length);
      } else if (count > 0 && !(count == 1 && raw[start] == '.')) {
        if (length > 0) {
          clean[length++] = '/';
        }
        System.arraycopy(raw, start, clean, length, count);
        length += count;
      }
      start = end + 1;
    }
    return length == 0 ? ROOT : new TreePath(Arrays.copyOf(clean, length));
  }

  private static int parentLength(byte[] bytes, int length) {
    int end = length - 1;
    while (end > 0 && bytes[end] != '/') {
      end--;
    }
    return Math.max(end, 0);
  }

  /// Whether this is the root.
  public boolean isRoot() {
    return bytes.length == 0;
  }

  /// The directory that holds this; the root's is the root.
  public TreePath parent() {
    int length = parentLength(bytes, bytes.length);
    return length == 0 ? ROOT : new TreePath(Arrays.copyOf(bytes, length));
  }

  /// The last name; empty for the root.
  public Bytes name() {
    int start = bytes.length;
    while (start > 0 && bytes[start - 1] != '/') {
      start--;
    }
    return Bytes.of(bytes, start, bytes.length);
  }

  /// All names from the root on; none for the root.
  public List<Bytes> names() {
    var names = new ArrayList<Bytes>();
    int start = 0;
    for (int end = 0; end <= bytes.length && bytes.length > 0; end++) {
      if (end == bytes.length || bytes[end] == '/') {
        names.add(Bytes.of(bytes, start, end));
        start = end + 1;
      }
    }
    return names;
  }

  /// This path and `name` below it.
  ///
  /// @throws IllegalArgumentException when `name` is empty, `.`, `..` or holds a slash
  public TreePath child(Bytes name) {
    int start = isRoot() ? 0 : bytes.length + 1;
    var joined = Arrays.copyOf(bytes, start + name.length());
    name.copyTo(joined, start);
    if (!isName(joined, start)) {
      throw new IllegalArgumentException("'%s' is not a file name".formatted(name));
    }
    if (start > 0) {
      joined[start - 1] = '/';
    }
    return new TreePath(joined);
  }

  private static boolean isName(byte[] bytes, int start) {
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] == '/') {
        return false;
      }
    }
    return switch (bytes.length - start) {
      case 0 -> false;
      case 1 -> bytes[start] != '.';
      case 2 -> bytes[start] != '.' || bytes[start + 1] != '.';
      default -> true;
    };
  }

  /// This path and all of `tail` below it.
  public TreePath resolve(TreePath tail) {
    if (tail.isRoot()) {
      return this;
    }
    if (isRoot()) {
      return tail;
    }
    var joined = Arrays.copyOf(bytes, bytes.length + 1 + tail.bytes.length);
    joined[bytes.length] = '/';
    System.arraycopy(tail.bytes, 0, joined, bytes.length + 1, tail.bytes.length);
    return new TreePath(joined);
  }

  /// This path and all of `tail` below it; `tail` is cleaned first and cannot lead above this.
  public TreePath resolve(String tail) {
    return resolve(of(tail));
  }

  /// Whether this is `ancestor` or lies below it.
  public boolean startsWith(TreePath ancestor) {
    int length = ancestor.bytes.length;
    return length == 0
        || (bytes.length >= length
            && Arrays.equals(bytes, 0, length, ancestor.bytes, 0, length)
            && (bytes.length == length || bytes[length] == '/'));
  }

  /// What is left of this below `ancestor`.
  ///
  /// @throws IllegalArgumentException when this does not lie below `ancestor`
  public TreePath relativeTo(TreePath ancestor) {
    if (!startsWith(ancestor)) {
      throw new IllegalArgumentException("%s is not below %s".formatted(this, ancestor));
    }
    if (ancestor.isRoot()) {
      return this;
    }
    return bytes.length == ancestor.bytes.length
        ? ROOT
        : new TreePath(Arrays.copyOfRange(bytes, ancestor.bytes.length + 1, bytes.length));
  }

  /// The bytes, without a leading slash.
  public Bytes bytes() {
    return Bytes.sharing(bytes);
  }

  /// A copy of the bytes, without a leading slash.
  public byte[] toArray() {
    return bytes.clone();
  }

  @Override
  public int compareTo(TreePath other) {
    int at = Arrays.mismatch(bytes, other.bytes);
    if (at < 0 || at == bytes.length || at == other.bytes.length) {
      return Integer.compare(bytes.length, other.bytes.length);
    }
    return Integer.compare(rank(bytes[at]), rank(other.bytes[at]));
  }

  /// The order of what lies directly in `directory`: the same as among all paths, found sooner.
  public static Comparator<TreePath> orderWithin(TreePath directory) {
    int start = directory.isRoot() ? 0 : directory.bytes.length + 1;
    return (one, other) -> compareNames(one.bytes, other.bytes, start);
  }

  private static int compareNames(byte[] one, byte[] other, int start) {
    int end = Math.min(one.length, other.length);
    for (int i = start; i < end; i++) {
      if (one[i] != other[i]) {
        return (one[i] & 0xff) - (other[i] & 0xff);
      }
    }
    return one.length - other.length;
  }

  // A slash sorts before every other byte, so that "a/b" stands before "a-b": depth first.
  private static int rank(byte b) {
    return b == '/' ? -1 : b & 0xff;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof TreePath path && Arrays.equals(bytes, path.bytes));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(bytes);
    }
    return hash;
  }

  /// The path for people, with a leading slash; bytes that are not UTF-8 appear as `\xNN`.
  @Override
  public String toString() {
    return "/" + Bytes.of(bytes);
  }
}
