package dev.slipway.builder.snapshot;

import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.sandbox.HostDirectory;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.sandbox.Yard;
import dev.slipway.builder.store.SnapshotNames;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.image.ChainId;
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
  private static final int MOST_LOWERS = 500;
  private static final int JOINED = 400;
  private static final String TREE = "fs";
  private static final String WORK = "work";
  private static final String BOOT = "boot";

  private final Path folder;
  private final Path scratch;
  private final Yard yard;
  private final String boot;
  private final ConcurrentHashMap<Path, Object> locks = new ConcurrentHashMap<>();

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
  /// tree's, because an overlay shows the root of its upper directory. Without overlays all else is
  /// as there, too: a copy.
  ///
  /// @throws IOException when it cannot be made
  public Draft draft(List<Path> stack) throws IOException {
    var draft = draft();
    if (!stack.isEmpty() && yard.overlay() == Overlay.COPIES) {
      copy(stack.getFirst(), draft);
    } else if (!stack.isEmpty()) {
      try (var below = HostDirectory.open(stack.getFirst());
          var tree = HostDirectory.open(draft.tree())) {
        var status = below.status();
        tree.own(Bytes.of("."), status.uid(), status.gid(), status.mode());
        tree.time(Bytes.of("."), status.modified());
      }
    }
    return draft;
  }

  private void copy(Path tree, Draft draft) throws IOException {
    try {
      TreeCopy.copy(tree, draft.tree());
    } catch (IOException | RuntimeException e) {
      discard(draft);
      throw e;
    }
  }

  /// The trees of `layers`, the topmost first, as an overlay wants them; what is missing is made.
  ///
  /// The kernel stacks five hundred at most: where there are more, the lowest of them come as one.
  /// Without overlays all of them do.
  ///
  /// @param layers the lowest first
  /// @throws IOException when a layer cannot be read or a snapshot not be written
  public List<Path> stack(List<StoredLayer> layers) throws IOException {
    var chain = ChainId.all(layers.stream().map(StoredLayer::diffId).toList());
    int joined = joined(layers.size());
    var stack = new ArrayList<Path>();
    var missing = new ArrayList<Integer>();
    if (joined > 0) {
      note(joined - 1, home(chain.get(joined - 1), Content.WHOLE), stack, missing);
    }
    for (int i = joined; i < layers.size(); i++) {
      note(i, home(chain.get(i), Content.LAYER), stack, missing);
    }
    if (!missing.isEmpty()) {
      make(layers, chain, joined, missing);
    }
    return stack;
  }

  private int joined(int layers) {
    return switch (yard.overlay()) {
      case USER, TRUSTED, FUSE -> layers <= MOST_LOWERS ? 0 : layers / JOINED * JOINED;
      case COPIES -> layers;
    };
  }

  private void note(int layer, Path home, List<Path> stack, List<Integer> missing)
      throws IOException {
    stack.addFirst(home.resolve(TREE));
    if (!isWhole(home)) {
      missing.add(layer);
    }
  }

  private void make(
      List<StoredLayer> layers, List<ChainId> chain, int joined, List<Integer> missing)
      throws IOException {
    var files = layers.stream().map(layer -> new LayerFiles(layer.tar(), layer.index())).toList();
    try (var tree = MergedTree.of(files)) {
      for (int layer : missing) {
        var content = layer < joined ? Content.WHOLE : Content.LAYER;
        make(home(chain.get(layer), content), tree.lowest(layer + 1), content);
      }
    }
  }

  private void make(Path home, MergedTree tree, Content content) throws IOException {
    synchronized (locks.computeIfAbsent(home, _ -> new Object())) {
      if (isWhole(home)) {
        return;
      }
      var draft = draft();
      try {
        switch (content) {
          case LAYER -> Extraction.ofTopmost(tree, yard.overlay(), draft.tree());
          case WHOLE -> Extraction.ofAll(tree, yard.overlay(), draft.tree());
        }
        adopt(draft, home);
      } catch (IOException | RuntimeException e) {
        discard(draft);
        throw e;
      }
    }
  }

  /// What a snapshot holds.
  private enum Content {
    /// What one layer changes.
    LAYER,
    /// All that a stack of layers makes.
    WHOLE
  }

  private boolean isWhole(Path home) throws IOException {
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
    var content =
        switch (yard.overlay()) {
          case USER, TRUSTED, FUSE -> Content.LAYER;
          case COPIES -> Content.WHOLE;
        };
    adopt(draft, home(name, content));
  }

  private void adopt(Draft draft, Path home) throws IOException {
    remove(draft.work());
    Files.writeString(draft.folder().resolve(BOOT), boot);
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

  private Path home(ChainId name, Content content) {
    return folder.resolve(
        switch (content) {
          case LAYER ->
              yard.overlay() == Overlay.FUSE ? SnapshotNames.fuse(name) : SnapshotNames.layer(name);
          case WHOLE -> SnapshotNames.whole(name);
        });
  }
}
