package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.IndexRecord.Implied;
import dev.slipway.builder.layer.IndexRecord.OutsideLink;
import dev.slipway.builder.layer.IndexRecord.Present;
import dev.slipway.builder.layer.IndexRecord.Whiteout;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a record of the index is said in bytes.
///
/// The path comes first, after its length in four bytes, so that a search compares without
/// decoding; then kind and flags, one byte each; then what the kind needs, as variable-length
/// numbers of seven bits a byte, lowest first.
final class RecordFormat {
  static final int OPAQUE = 1;
  static final int LINKED = 2;
  static final int SPARSE = 4;

  static final int DIRECTORY = 1;
  static final int FILE = 2;
  static final int SYMLINK = 3;
  static final int CHARACTER_DEVICE = 4;
  static final int BLOCK_DEVICE = 5;
  static final int FIFO = 6;
  static final int IMPLIED = 7;
  static final int WHITEOUT = 8;
  static final int OUTSIDE_LINK = 9;

  private RecordFormat() {}

  static void write(IndexRecord record, GrowingBuffer out) {
    bytes(out, record.path().toArray());
    switch (record) {
      case Present(_, var node, var position, var opaque, var headers) -> {
        present(out, node, (opaque ? OPAQUE : 0) | (headers > 0 ? SPARSE : 0));
        out.variable(position);
        if (headers > 0) {
          out.variable(headers);
        }
      }
      case Implied(_, var opaque) -> start(out, IMPLIED, opaque ? OPAQUE : 0);
      case Whiteout _ -> start(out, WHITEOUT, 0);
      case OutsideLink(_, var metadata, var target, var position) -> {
        start(out, OUTSIDE_LINK, 0);
        metadata(out, metadata);
        bytes(out, target.toArray());
        out.variable(position);
      }
    }
  }

  private static void present(GrowingBuffer out, Node node, int flags) {
    switch (node) {
      case Node.Directory(var metadata) -> {
        start(out, DIRECTORY, flags);
        metadata(out, metadata);
      }
      case Node.RegularFile(var metadata, var size, var group) -> {
        start(out, FILE, flags | (group == 0 ? 0 : LINKED));
        metadata(out, metadata);
        out.variable(size);
      }
      case Node.Symlink(var metadata, var target) -> {
        start(out, SYMLINK, 0);
        metadata(out, metadata);
        bytes(out, target.toArray());
      }
      case Node.Device(var metadata, var kind, var major, var minor) -> {
        start(out, kind == Node.Device.Kind.BLOCK ? BLOCK_DEVICE : CHARACTER_DEVICE, 0);
        metadata(out, metadata);
        out.variable(major);
        out.variable(minor);
      }
      case Node.Fifo(var metadata) -> {
        start(out, FIFO, 0);
        metadata(out, metadata);
      }
    }
  }

  private static void start(GrowingBuffer out, int kind, int flags) {
    out.oneByte(kind);
    out.oneByte(flags);
  }

  private static void bytes(GrowingBuffer out, byte[] value) {
    out.fourBytes(value.length);
    out.bytes(value);
  }

  private static void metadata(GrowingBuffer out, Metadata metadata) {
    out.variable(metadata.mode());
    out.variable(metadata.uid());
    out.variable(metadata.gid());
    // Zigzag, so that times before 1970 stay short.
    out.variable((metadata.seconds() << 1) ^ (metadata.seconds() >> 63));
    out.variable(metadata.nanoseconds());
    out.variable(metadata.attributes().size());
    metadata
        .attributes()
        .forEach(
            (name, value) -> {
              bytes(out, name.getBytes(StandardCharsets.ISO_8859_1));
              bytes(out, value.toArray());
            });
  }

  /// Reads the record that begins at the position of `in`.
  ///
  /// @throws BuildException.Malformed when there is no such record
  static IndexRecord read(ByteBuffer in) {
    var path = TreePath.of(bytes(in));
    int kind = in.get();
    int flags = in.get();
    boolean opaque = (flags & OPAQUE) != 0;
    return switch (kind) {
      case IMPLIED -> new Implied(path, opaque);
      case WHITEOUT -> new Whiteout(path);
      case OUTSIDE_LINK ->
          new OutsideLink(path, metadata(in), TreePath.of(bytes(in)), variable(in));
      case FILE -> {
        var metadata = metadata(in);
        long size = variable(in);
        long position = variable(in);
        long group = (flags & LINKED) != 0 ? position / 512 : 0;
        long headers = (flags & SPARSE) != 0 ? variable(in) : 0;
        yield new Present(
            path, new Node.RegularFile(metadata, size, group), position, false, headers);
      }
      // Arguments are evaluated from left to right: first the node's bytes, then the position's.
      default -> new Present(path, node(kind, in), variable(in), opaque);
    };
  }

  private static Node node(int kind, ByteBuffer in) {
    var metadata = metadata(in);
    return switch (kind) {
      case DIRECTORY -> new Node.Directory(metadata);
      case SYMLINK -> new Node.Symlink(metadata, Bytes.of(bytes(in)));
      case CHARACTER_DEVICE ->
          new Node.Device(metadata, Node.Device.Kind.CHARACTER, variable(in), variable(in));
      case BLOCK_DEVICE ->
          new Node.Device(metadata, Node.Device.Kind.BLOCK, variable(in), variable(in));
      case FIFO -> new Node.Fifo(metadata);
      default ->
          throw new BuildException.Malformed("the layer index holds a record of kind " + kind);
    };
  }

  private static Metadata metadata(ByteBuffer in) {
    int mode = (int) variable(in);
    long uid = variable(in);
    long gid = variable(in);
    long zigzag = variable(in);
    int nanoseconds = (int) variable(in);
    return new Metadata(
        mode, uid, gid, (zigzag >>> 1) ^ -(zigzag & 1), nanoseconds, attributes(in));
  }

  private static SortedMap<String, Bytes> attributes(ByteBuffer in) {
    long count = variable(in);
    if (count == 0) {
      return Collections.emptySortedMap();
    }
    var attributes = new TreeMap<String, Bytes>();
    for (long i = 0; i < count; i++) {
      attributes.put(new String(bytes(in), StandardCharsets.ISO_8859_1), Bytes.of(bytes(in)));
    }
    return attributes;
  }

  private static byte[] bytes(ByteBuffer in) {
    var value = new byte[in.getInt()];
    in.get(value);
    return value;
  }

  private static long variable(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
