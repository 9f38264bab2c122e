package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.IndexRecord.Implied;
import dev.slipway.builder.layer.IndexRecord.OutsideLink;
import dev.slipway.builder.layer.IndexRecord.Present;
import dev.slipway.builder.layer.IndexRecord.Whiteout;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads the tar of a layer that somebody else wrote, once and streaming, into an index.
///
/// What the tar says is taken as containerd takes it: of a path that occurs twice the last entry
/// counts, an entry that is no directory replaces what came before below its path, directories that
/// have no entry are implied. Memory does not grow with the content, and little with the entries.
public final class TarIndexer {
  private static final Bytes OPAQUE = Bytes.of(".wh..wh..opq");
  private static final String WHITEOUT = ".wh.";
  private static final String AUFS = ".wh..wh.";

  private final Spool spool;
  private final long largest;
  // How many bytes the files have that are not in the tar.
  private long holes;

  private TarIndexer(Spool spool, long largest) {
    this.spool = spool;
    this.largest = largest;
  }

  /// Writes all that `tar` still holds to `file`, and what it says to `index`.
  ///
  /// Beside `index` a file with the same name and `.spool` at its end may exist meanwhile.
  ///
  /// @param tar an uncompressed tar; left open
  /// @param file takes the same bytes
  /// @param index takes the index
  /// @param largest how many bytes the files may have together, with those that are only said to be
  ///     zero
  /// @throws BuildException.Malformed when the tar is malformed or hostile; both files are then to
  ///     be removed
  /// @throws BuildException.OverLimit when the files have more bytes, most of them zeros that are
  ///     not in the tar; both files are then to be removed
  /// @throws IOException when the stream cannot be read or a file not be written
  public static LayerSummary store(InputStream tar, Path file, Path index, long largest)
      throws IOException {
    try (var copy = new HashedFile(file);
        var spool = new Spool(spoolOf(index));
        var writer = new IndexWriter(index)) {
      var source = new TarSource(tar, copy::write);
      new TarIndexer(spool, largest).index(source, writer);
      var diffId = copy.finish();
      writer.finish(diffId, source.position());
      return new LayerSummary(diffId, source.position(), writer.entries());
    }
  }

  /// Makes the index of a tar that is there already, and was found small enough.
  ///
  /// @param file an uncompressed tar
  /// @param index takes the index
  /// @throws BuildException.Malformed when the tar is malformed or hostile
  /// @throws IOException when the tar cannot be read or the index not be written
  public static LayerSummary index(Path file, Path index) throws IOException {
    var hasher = Digest.Algorithm.SHA256.hasher();
    try (var tar = Files.newInputStream(file);
        var spool = new Spool(spoolOf(index));
        var writer = new IndexWriter(index)) {
      var source = new TarSource(tar, hasher::update);
      new TarIndexer(spool, Long.MAX_VALUE).index(source, writer);
      var diffId = Digest.finish(hasher);
      writer.finish(diffId, source.position());
      return new LayerSummary(diffId, source.position(), writer.entries());
    }
  }

  private static Path spoolOf(Path index) {
    return index.resolveSibling(index.getFileName() + ".spool");
  }

  private void index(TarSource source, IndexWriter writer) throws IOException {
    var reader = new TarReader(source);
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      add(next.get());
    }
    // The diffId is of all bytes, also of those behind the end of the archive.
    source.drain();
    spool.seal();
    new Consolidation(spool).writeTo(writer);
  }

  private void add(TarEntry entry) throws IOException {
    var path = path(entry.name(), entry);
    var name = path.name();
    if (name.equals(OPAQUE)) {
      spool.add(new Implied(path.parent(), true));
      return;
    }
    if (startsWith(name, AUFS) || (!path.isRoot() && startsWith(path.names().getFirst(), AUFS))) {
      // What the aufs driver left for itself.
      return;
    }
    if (startsWith(name, WHITEOUT)) {
      spool.add(new Whiteout(path.parent().child(removed(name, entry))));
      return;
    }
    entry.sparse().ifPresent(map -> count(map, entry));
    spool.add(record(path, entry));
  }

  private void count(SparseMap map, TarEntry entry) {
    long more = map.size() - map.stored();
    if (more > largest - holes) {
      throw new BuildException.OverLimit(
          "the sparse file '%s' has %d bytes; the files of the layer may have %d together"
              .formatted(entry.name(), map.size(), largest));
    }
    holes += more;
  }

  private static boolean startsWith(Bytes name, String prefix) {
    if (name.length() < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (name.at(i) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Bytes removed(Bytes name, TarEntry entry) {
    var removed = Bytes.of(name.toArray(), WHITEOUT.length(), name.length());
    if (removed.length() == 0 || removed.equals(Bytes.of(".")) || removed.equals(Bytes.of(".."))) {
      throw Complaint.at(
          entry.position(), "the whiteout '%s' removes no name".formatted(entry.name()));
    }
    return removed;
  }

  private TreePath path(Bytes name, TarEntry entry) {
    if (climbs(name)) {
      throw Complaint.at(
          entry.position(),
          "the name '%s' leads out of the root; do not use this layer".formatted(name));
    }
    return TreePath.of(name.toArray());
  }

  private static boolean climbs(Bytes name) {
    int depth = 0;
    int start = 0;
    for (int end = 0; end <= name.length(); end++) {
      if (end == name.length() || name.at(end) == '/') {
        int count = end - start;
        if (count == 2 && name.at(start) == '.' && name.at(start + 1) == '.') {
          depth--;
        } else if (count > 0 && !(count == 1 && name.at(start) == '.')) {
          depth++;
        }
        if (depth < 0) {
          return true;
        }
        start = end + 1;
      }
    }
    return false;
  }

  private IndexRecord record(TreePath path, TarEntry entry) {
    if (path.isRoot() && entry.type() != TarEntry.Type.DIRECTORY) {
      throw Complaint.at(entry.position(), "the root is not a directory");
    }
    var metadata = entry.metadata();
    var device = entry.device();
    return switch (entry.type()) {
      case FILE -> present(path, new Node.RegularFile(metadata, entry.size(), 0), entry);
      case DIRECTORY -> present(path, new Node.Directory(metadata), entry);
      case SYMLINK -> present(path, new Node.Symlink(metadata, entry.link()), entry);
      case FIFO -> present(path, new Node.Fifo(metadata), entry);
      case CHARACTER_DEVICE ->
          present(
              path,
              new Node.Device(metadata, Node.Device.Kind.CHARACTER, device.major(), device.minor()),
              entry);
      case BLOCK_DEVICE ->
          present(
              path,
              new Node.Device(metadata, Node.Device.Kind.BLOCK, device.major(), device.minor()),
              entry);
      case HARD_LINK -> {
        var target = path(entry.link(), entry);
        if (target.equals(path) || target.isRoot()) {
          throw Complaint.at(
              entry.position(),
              "'%s' is a hard link to '%s'".formatted(entry.name(), entry.link()));
        }
        yield new OutsideLink(path, metadata, target, entry.position());
      }
    };
  }

  private static Present present(TreePath path, Node node, TarEntry entry) {
    long headers = entry.sparse().isPresent() ? entry.position() - entry.begin() : 0;
    return new Present(path, node, entry.position(), false, headers);
  }
}
