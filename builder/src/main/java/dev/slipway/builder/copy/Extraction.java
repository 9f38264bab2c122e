package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.SparseMap;
import dev.slipway.builder.layer.TarEntry;
import dev.slipway.builder.layer.TarReader;
import dev.slipway.builder.layer.TarSource;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Subtree;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.users.Owner;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Puts what an archive holds into a draft, as tar does into a directory.
///
/// An entry replaces what stands at its path; only a directory joins one that is there. The
/// destination is the root for all that an archive says: names, hard links and symbolic links on
/// the way lead to nothing outside; only a link of the stage that leads nowhere there is followed
/// in the image.
///
/// The archive is read once, into a file of its own from which the layer takes the contents;
/// closing removes it.
final class Extraction implements Closeable {
  private static final int IMPLIED_MODE = 0755;

  private final Archive archive;
  private final Placement placement;
  private final TreePath target;
  private final Path plain;
  private final Tree root;
  // Directories get their time at the end, when nothing is put into them any more.
  private final Map<TreePath, Metadata> directories = new TreeMap<>();
  private final Map<Long, List<TreePath>> groups = new HashMap<>();
  // How many bytes the files have that are not in the archive.
  private long holes;

  private Extraction(Archive archive, Placement placement, TreePath target, Path plain) {
    this.archive = archive;
    this.placement = placement;
    this.target = target;
    this.plain = plain;
    this.root = Subtree.of(placement.draft(), target);
  }

  /// Puts what `archive` holds into the directory `target` of the draft.
  ///
  /// @param scratch the folder for the decompressed archive
  /// @return what is to be closed when the contents have been read
  /// @throws BuildException.Malformed when the archive is damaged or cannot be extracted there
  static Extraction into(TreePath target, Archive archive, Placement placement, Path scratch)
      throws IOException {
    var plain = Files.createTempFile(scratch, "archive-", ".tar");
    var extraction = new Extraction(archive, placement, target, plain);
    try {
      extraction.run();
      return extraction;
    } catch (BuildException.Malformed e) {
      extraction.close();
      throw archive.broken(e);
    } catch (IOException | RuntimeException e) {
      extraction.close();
      throw e;
    }
  }

  private void run() throws IOException {
    try (var in = archive.open(placement.copied());
        var copy = new BufferedOutputStream(Files.newOutputStream(plain), 1 << 16)) {
      var source = new TarSource(new Decompressed(in), copy::write);
      var reader = new TarReader(source);
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        add(next.get());
      }
    } catch (Decompressed.Damaged e) {
      throw new BuildException.Malformed(String.valueOf(e.getMessage()), e);
    }
    for (var directory : directories.entrySet()) {
      if (placement.draft().find(directory.getKey()).orElse(null) instanceof Node.Directory) {
        placement.draft().putDirectory(directory.getKey(), directory.getValue());
      }
    }
  }

  private void add(TarEntry entry) throws IOException {
    var name = TreePath.of(entry.name().toArray());
    if (name.isRoot()) {
      // It stands for the destination, which is not the archive's to change.
      return;
    }
    var path = within(name);
    var metadata = placement.owned(entry.metadata());
    switch (entry.type()) {
      case FILE -> put(path, new Node.RegularFile(metadata, entry.size(), 0), content(entry));
      case DIRECTORY -> {
        put(path, new Node.Directory(metadata), Draft.NOTHING);
        directories.put(path, metadata);
      }
      case SYMLINK -> put(path, new Node.Symlink(metadata, entry.link()), Draft.NOTHING);
      case FIFO -> put(path, new Node.Fifo(metadata), Draft.NOTHING);
      case CHARACTER_DEVICE -> put(path, device(entry, Node.Device.Kind.CHARACTER), Draft.NOTHING);
      case BLOCK_DEVICE -> put(path, device(entry, Node.Device.Kind.BLOCK), Draft.NOTHING);
      case HARD_LINK -> link(path, entry, metadata);
    }
  }

  // What is kept of a file is where it lies, not the whole entry.
  private Content content(TarEntry entry) throws IOException {
    long position = entry.position();
    if (entry.sparse().isEmpty()) {
      long size = entry.size();
      return () -> Section.of(plain, position, size);
    }
    var map = entry.sparse().get();
    admit(entry, map);
    return () -> map.whole(Section.of(plain, position, map.stored()));
  }

  // An archive can say of any number of zeros that they are in it, and the layer will hold them.
  private void admit(TarEntry entry, SparseMap map) throws IOException {
    long room = Files.getFileStore(plain).getUsableSpace();
    long more = map.size() - map.stored();
    if (more > room - holes) {
      throw new BuildException.OverLimit(
          "the archive %s cannot be extracted: its sparse file '%s' has %d bytes, nearly all of them zeros, and the disk of the local store has %d left. Leave it out of the archive, or make room"
              .formatted(archive.path(), entry.name(), map.size(), room));
    }
    holes += more;
  }

  private Node.Device device(TarEntry entry, Node.Device.Kind kind) {
    return new Node.Device(
        placement.owned(entry.metadata()), kind, entry.device().major(), entry.device().minor());
  }

  /// Where an entry called `name` goes; makes the directories that the archive has no entry for.
  private TreePath within(TreePath name) throws IOException {
    var parent = parent(name);
    return placement.draft().makeDirectories(parent, IMPLIED_MODE, Owner.ROOT).child(name.name());
  }

  /// The directory of `name`, links followed, which need not be there yet.
  private TreePath parent(TreePath name) throws IOException {
    var written = name.parent();
    var followed = Links.follow(root, written);
    if (followed.equals(written) || root.find(followed).isPresent()) {
      return target.resolve(followed);
    }
    for (var at = written; !at.isRoot(); at = at.parent()) {
      var there = Links.follow(root, at.parent()).child(at.name());
      if (root.find(there).orElse(null) instanceof Node.Symlink
          && root.find(Links.follow(root, there)).isEmpty()) {
        return outside(written);
      }
    }
    return target.resolve(followed);
  }

  /// Where a link leads that was there before the archive, and means a place outside the
  /// destination. One that the archive brought itself may not lead there.
  private TreePath outside(TreePath written) throws IOException {
    var stage = placement.draft().base();
    var followed = Links.follow(stage, target.resolve(written));
    if (stage.find(followed).orElse(null) instanceof Node.Directory) {
      return followed;
    }
    throw new BuildException.Malformed(
        "an entry lies behind '%s', a link that leads nowhere".formatted(written));
  }

  private void put(TreePath path, Node node, Content content) throws IOException {
    if (!(node instanceof Node.Directory)) {
      directories.remove(path);
    }
    placement.draft().put(path, node, content);
  }

  private void link(TreePath path, TarEntry entry, Metadata metadata) throws IOException {
    var draft = placement.draft();
    var name = TreePath.of(entry.link().toArray());
    var first = parent(name).child(name.name());
    var node = draft.find(first).orElse(null);
    if (node == null || node instanceof Node.Directory || first.equals(path)) {
      throw new BuildException.Malformed(
          "the hard link '%s' leads to '%s', which is no file before it"
              .formatted(entry.name(), entry.link()));
    }
    if (!(node instanceof Node.RegularFile(_, long size, long group))) {
      put(path, node.with(metadata), Draft.NOTHING);
      return;
    }
    var content = draft.content(first);
    if (!draft.isChanged(first)) {
      // A file of the stage below cannot be linked to from a layer, only repeated.
      put(path, new Node.RegularFile(metadata, size, 0), content);
      return;
    }
    long shared = group == 0 ? draft.newLinkGroup() : group;
    var names = groups.computeIfAbsent(shared, _ -> new ArrayList<>(List.of(first)));
    var linked = new Node.RegularFile(metadata, size, shared);
    if (!linked.equals(node)) {
      // One file has one owner, mode and time: those that were said last.
      for (var each : names) {
        if (each.equals(first) || isNameOf(shared, each)) {
          draft.put(each, linked, content);
        }
      }
    }
    names.add(path);
    put(path, linked, content);
  }

  private boolean isNameOf(long group, TreePath path) throws IOException {
    return placement.draft().find(path).orElse(null) instanceof Node.RegularFile(_, _, long other)
        && other == group;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(plain);
  }
}
