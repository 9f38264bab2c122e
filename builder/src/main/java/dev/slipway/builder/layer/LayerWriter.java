package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Writes a layer: its tar, its index and its digest in one pass.
///
/// The bytes depend on nothing but the entries. They have the shape of the layers that BuildKit
/// makes: ustar with PAX records only where needed, whole seconds, `security.capability` as the
/// only attribute, names relative, whiteouts at the place of what they remove, and the first name
/// of a file with several holds its content.
///
/// One thread at a time may use a writer. Files are hashed and written on a second one.
public final class LayerWriter implements LayerOutput, Closeable {
  // Read whole before its header is written, so that a file that grew or shrank is kept as it is.
  private static final int SMALL = 1 << 20;

  private static final byte[] WHITEOUT = ".wh.".getBytes(StandardCharsets.US_ASCII);

  private record FirstName(TreePath path, long size, long position) {}

  private final HashedFile tar;
  private final IndexWriter index;
  private final GrowingBuffer header = new GrowingBuffer(4096);
  private final Map<Long, FirstName> groups = new HashMap<>();
  private final Deque<TreePath> directories = new ArrayDeque<>();
  private byte[] small = new byte[0];
  private TreePath last = TreePath.ROOT;

  private LayerWriter(HashedFile tar, IndexWriter index) {
    this.tar = tar;
    this.index = index;
    directories.push(TreePath.ROOT);
  }

  /// Begins a layer in two files; what they held is lost.
  ///
  /// @param tar takes the uncompressed tar
  /// @param index takes the index; it is one only after [#finish()]
  /// @throws IOException when the files cannot be written
  public static LayerWriter create(Path tar, Path index) throws IOException {
    var file = new HashedFile(tar);
    try {
      return new LayerWriter(file, new IndexWriter(index));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// {@inheritDoc}
  ///
  /// When the content of a file of at most 1 MiB has another length than its node says, the content
  /// wins.
  ///
  /// @throws BuildException.MachineFailed when a larger file changed while it was read, or the node
  ///     cannot be said in a tar
  /// @throws IllegalArgumentException when the path is out of order or its directory is missing
  @Override
  public void put(TreePath path, Node node, Content content) throws IOException {
    advanceTo(path);
    switch (node) {
      case Node.RegularFile file -> putFile(path, file, content);
      case Node.Directory _ -> {
        putPlain(path, node);
        directories.push(path);
      }
      case Node.Symlink _, Node.Device _, Node.Fifo _ -> putPlain(path, node);
    }
  }

  @Override
  public void remove(TreePath path) throws IOException {
    advanceTo(path);
    writeHeader(TarHeader.whiteout(path));
    index.append(new IndexRecord.Whiteout(path));
  }

  private void advanceTo(TreePath path) {
    if (path.compareTo(last) <= 0) {
      throw new IllegalArgumentException("%s is put into a layer after %s".formatted(path, last));
    }
    var parent = path.parent();
    while (!parent.startsWith(directories.getFirst())) {
      directories.pop();
    }
    if (!directories.getFirst().equals(parent)) {
      throw new IllegalArgumentException(
          "%s is put into a layer without its directory".formatted(path));
    }
    var name = path.name().toArray();
    if (name.length >= WHITEOUT.length && Arrays.equals(name, 0, 4, WHITEOUT, 0, 4)) {
      throw new BuildException.Definition(
          "%s cannot be put into a layer: a name that begins with '.wh.' removes a file there"
              .formatted(path));
    }
    last = path;
  }

  private void putPlain(TreePath path, Node node) throws IOException {
    writeHeader(TarHeader.of(path, node, 0));
    var kept = node.with(TarHeader.kept(node.metadata()));
    index.append(new IndexRecord.Present(path, kept, tar.position(), false));
  }

  private void putFile(TreePath path, Node.RegularFile file, Content content) throws IOException {
    var first = file.linkGroup() == 0 ? null : groups.get(file.linkGroup());
    if (first != null) {
      writeHeader(TarHeader.link(path, file.metadata(), first.path()));
      append(path, file, first);
      return;
    }
    FirstName written;
    try (var stream = content.open()) {
      written = file.size() <= SMALL ? putSmall(path, file, stream) : putLarge(path, file, stream);
    }
    tar.zeros((int) (-written.size() & (TarHeader.BLOCK - 1)));
    if (file.linkGroup() != 0) {
      groups.put(file.linkGroup(), written);
    }
    append(path, file, written);
  }

  private FirstName putSmall(TreePath path, Node.RegularFile file, InputStream stream)
      throws IOException {
    // One byte more than promised tells whether it grew.
    room((int) file.size() + 1);
    int length = stream.readNBytes(small, 0, (int) file.size() + 1);
    if (length > file.size()) {
      room(SMALL + 1);
      length += stream.readNBytes(small, length, SMALL + 1 - length);
    }
    if (length > SMALL) {
      throw changed(path, file, "more");
    }
    writeHeader(TarHeader.of(path, file, length));
    long position = tar.position();
    tar.write(small, 0, length);
    return new FirstName(path, length, position);
  }

  private void room(int length) {
    if (small.length < length) {
      small = Arrays.copyOf(small, Math.max(length, Math.min(2 * small.length, SMALL + 1)));
    }
  }

  private FirstName putLarge(TreePath path, Node.RegularFile file, InputStream stream)
      throws IOException {
    writeHeader(TarHeader.of(path, file, file.size()));
    long position = tar.position();
    long length = tar.transferFrom(stream, file.size());
    if (length < file.size()) {
      throw changed(path, file, "only " + length);
    }
    if (stream.read() >= 0) {
      throw changed(path, file, "more");
    }
    return new FirstName(path, length, position);
  }

  private static BuildException.MachineFailed changed(
      TreePath path, Node.RegularFile file, String came) {
    return new BuildException.MachineFailed(
        "%s changed while it was read: %d bytes were announced, %s came; build again when it rests"
            .formatted(path, file.size(), came));
  }

  private void append(TreePath path, Node.RegularFile file, FirstName content) throws IOException {
    var kept =
        new Node.RegularFile(
            TarHeader.kept(file.metadata()), content.size(), file.linkGroup() == 0 ? 0 : 1);
    index.append(new IndexRecord.Present(path, kept, content.position(), false));
  }

  private void writeHeader(TarHeader entry) throws IOException {
    header.clear();
    entry.write(header);
    tar.write(header.content(), 0, header.length());
  }

  /// Ends the tar and the index; nothing can be added any more.
  ///
  /// Neither file is forced to the disk: who needs that does it before their names become known.
  ///
  /// @throws IOException when the files cannot be written
  public LayerSummary finish() throws IOException {
    tar.zeros(2 * TarHeader.BLOCK);
    var size = tar.position();
    var diffId = tar.finish();
    int entries = index.entries();
    index.finish(diffId, size);
    return new LayerSummary(diffId, size, entries);
  }

  /// Closes both files. Without [#finish()] before, they hold no layer and the caller removes them.
  ///
  /// @throws IOException when closing fails
  @Override
  public void close() throws IOException {
    try (tar;
        index) {
      groups.clear();
    }
  }
}
