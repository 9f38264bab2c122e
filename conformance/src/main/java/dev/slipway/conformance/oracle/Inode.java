package dev.slipway.conformance.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.conformance.ConformanceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A file while layers are merged: what it is, apart from its names. Two names may share one.
final class Inode {

  private static final int TEXT_LIMIT = 500;

  final Entry.Node node;
  final TreeMap<String, Inode> children = new TreeMap<>();
  private int layer;
  private int mode = 0755;
  private long uid;
  private long gid;
  private Map<String, String> attributes = Map.of();
  private Instant modified = Instant.EPOCH;

  private Inode(Entry.Node node, int layer) {
    this.node = node;
    this.layer = layer;
  }

  /// A folder that no archive describes.
  static Inode impliedFolder(int layer) {
    return new Inode(new Entry.Folder(), layer);
  }

  /// What `header` describes, its content read from `reader`.
  static Inode read(TarHeader header, TarReader reader, int layer) throws IOException {
    var device = header.device();
    Entry.Node node =
        switch (header.type()) {
          case '0' -> content(reader);
          case '2' -> new Entry.Symlink(header.link());
          case '3' -> new Entry.Device("char", device.major(), device.minor());
          case '4' -> new Entry.Device("block", device.major(), device.minor());
          case '5' -> new Entry.Folder();
          case '6' -> new Entry.Pipe();
          default ->
              throw new ConformanceException.Unreadable(
                  "tar: %s is of type '%c'".formatted(header.name(), header.type()));
        };
    var inode = new Inode(node, layer);
    inode.describe(header, layer);
    return inode;
  }

  /// Takes the metadata of `header`.
  void describe(TarHeader header, int layer) {
    this.layer = layer;
    mode = node instanceof Entry.Symlink ? 0777 : header.mode();
    uid = header.uid();
    gid = header.gid();
    modified = header.modified();
    if (header.type() != '1' || !header.attributes().isEmpty()) {
      attributes = header.attributes();
    }
  }

  boolean isFolder() {
    return node instanceof Entry.Folder;
  }

  /// Drops what lower layers than `kept` put below this; true if anything of `kept` is left.
  boolean keepOnly(int kept) {
    children.values().removeIf(child -> !child.keepOnly(kept));
    return layer == kept || !children.isEmpty();
  }

  /// True if a lower layer than `current` made this.
  boolean isBelow(int current) {
    return layer < current;
  }

  /// Adds this and all below it to `entries`; `names` remembers the first name of each file.
  void collect(
      String name, SortedMap<String, Entry> entries, IdentityHashMap<Inode, String> names) {
    var first = names.computeIfAbsent(this, _ -> name);
    var seen =
        node instanceof Entry.Plain(var size, var sha256, var text, _)
            ? new Entry.Plain(size, sha256, text, first)
            : node;
    entries.put(name, new Entry(seen, mode, uid, gid, attributes, modified));
    var prefix = name.equals("/") ? "/" : name + "/";
    children.forEach((child, inode) -> inode.collect(prefix + child, entries, names));
  }

  private static Entry.Plain content(TarReader reader) throws IOException {
    var digest = Sha256.begin();
    var buffer = new byte[1 << 16];
    byte @Nullable [] start = null;
    long size = 0;
    try (var in = reader.open()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (size == 0) {
          start = Arrays.copyOf(buffer, count);
        }
        digest.update(buffer, 0, count);
        size += count;
      }
    }
    var shown = start != null && start.length == size ? text(start) : Optional.<String>empty();
    var text = size == 0 ? Optional.of("") : shown;
    return new Entry.Plain(size, HexFormat.of().formatHex(digest.digest()), text, "");
  }

  private static Optional<String> text(byte[] bytes) {
    if (bytes.length > TEXT_LIMIT) {
      return Optional.empty();
    }
    try {
      var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean plain = text.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\t');
      return plain ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
