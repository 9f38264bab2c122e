package dev.slipway.builder.snapshot;

import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.sandbox.HostDirectory;
import dev.slipway.builder.sandbox.Yard;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.image.ChainId;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// The snapshots under one folder, all of one map of ids.
///
/// A snapshot appears whole, by renaming, and is never changed afterwards; so any number of
/// processes may share the folder.
public final class Snapshots {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final String TREE = "fs";
  private static final String WORK = "work";
  private static final String BOOT = "boot";

  private final Path folder;
  private final Path scratch;
  private final Yard yard;
  private final String boot;
  private final ConcurrentHashMap<ChainId, Object> locks = new ConcurrentHashMap<>();

  /// The snapshots in `folder`, made ready in `scratch` on the same file system.
  ///
  /// @throws IOException when the kernel does not tell the run of the machine
  public Snapshots(Path folder, Path scratch, Yard yard) throws IOException {
    this.folder = folder;
    this.scratch = scratch;
    this.yard = yard;
    boot = Files.readString(BOOT_ID).strip();
  }

  /// A snapshot in the making.
  ///
  /// @param folder what becomes the snapshot
  /// @param tree takes the files
  /// @param work for the kernel, while an overlay is mounted
  public record Draft(Path folder, Path tree, Path work) {}

  /// A place for a new snapshot.
  ///
  /// @throws IOException when it cannot be made
  public Draft draft() throws IOException {
    var draft = Files.createTempDirectory(scratch, "snapshot");
    return new Draft(
        draft,
        Files.createDirectory(draft.resolve(TREE)),
        Files.createDirectory(draft.resolve(WORK)));
  }

  /// A place for what is changed on `stack`, whose topmost tree comes first; its root is as that
  /// tree's, because an overlay shows the root of its upper directory.
  ///
  /// @throws IOException when it cannot be made
  public Draft draft(List<Path> stack) throws IOException {
    var draft = draft();
    if (!stack.isEmpty()) {
      try (var below = HostDirectory.open(stack.getFirst());
          var tree = HostDirectory.open(draft.tree())) {
        var status = below.status();
        tree.own(Bytes.of("."), status.uid(), status.gid(), status.mode());
        tree.time(Bytes.of("."), status.modified());
      }
    }
    return draft;
  }

  /// The trees of `layers`, the topmost first, as an overlay wants them; what is missing is made.
  ///
  /// @param layers the lowest first
  /// @throws IOException when a layer cannot be read or a snapshot not be written
  public List<Path> stack(List<StoredLayer> layers) throws IOException {
    var chain = ChainId.all(layers.stream().map(StoredLayer::diffId).toList());
    var stack = new ArrayList<Path>();
    for (int i = 0; i < layers.size(); i++) {
      require(chain.get(i), layers.subList(0, i + 1));
      stack.addFirst(home(chain.get(i).digest()).resolve(TREE));
    }
    return stack;
  }

  private void require(ChainId name, List<StoredLayer> layers) throws IOException {
    synchronized (locks.computeIfAbsent(name, _ -> new Object())) {
      if (isWhole(name)) {
        return;
      }
      var draft = draft();
      var files = layers.stream().map(layer -> new LayerFiles(layer.tar(), layer.index())).toList();
      try (var tree = MergedTree.of(files)) {
        Extraction.run(tree, yard.overlay(), draft.tree());
        adopt(draft, name);
      } catch (IOException | RuntimeException e) {
        discard(draft);
        throw e;
      }
    }
  }

  private boolean isWhole(ChainId name) throws IOException {
    var home = home(name.digest());
    var marker = home.resolve(BOOT);
    if (!Files.exists(marker)) {
      return false;
    }
    if (Files.readString(marker).equals(boot)) {
      return true;
    }
    // The machine was started anew since, and nobody waited for the disk.
    var old = Files.createTempDirectory(scratch, "old");
    Files.move(home, old.resolve(TREE), StandardCopyOption.ATOMIC_MOVE);
    remove(old);
    return false;
  }

  /// Makes `draft` the snapshot `name`; when somebody else was faster, the draft goes.
  ///
  /// @throws IOException when it cannot be written
  public void adopt(Draft draft, ChainId name) throws IOException {
    remove(draft.work());
    Files.writeString(draft.folder().resolve(BOOT), boot);
    var home = home(name.digest());
    try {
      Files.move(draft.folder(), home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(home.resolve(BOOT))) {
        throw e;
      }
      discard(draft);
    }
  }

  /// Removes `draft`.
  ///
  /// @throws IOException when something cannot be removed
  public void discard(Draft draft) throws IOException {
    remove(draft.folder());
  }

  /// Removes `path` and all below it, if it is there.
  ///
  /// @throws IOException when something cannot be removed
  public static void remove(Path path) throws IOException {
    var folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "never the root itself");
    try (var parent = HostDirectory.open(folder)) {
      parent.removeTree(Bytes.of(path.getFileName().toString()));
    }
  }

  private Path home(Digest name) {
    return folder.resolve(name.hex());
  }
}
