package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.HostDirectory;
import dev.slipway.builder.sandbox.LayersView;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.sandbox.Yard;
import dev.slipway.builder.snapshot.Snapshots;
import dev.slipway.builder.snapshot.TreeCopy;
import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/// The attachments of one command, put together for as long as it runs.
final class Attached implements AutoCloseable {
  private static final String FILES = "files";
  private static final Attachment.Owner ROOT = new Attachment.Owner(0755, 0, 0);

  private interface Part {
    void release() throws IOException;
  }

  private final Yard yard;
  private final Snapshots snapshots;
  private final List<Mount> mounts = new ArrayList<>();
  private final Deque<Part> parts = new ArrayDeque<>();

  private Attached(Yard yard, Snapshots snapshots) {
    this.yard = yard;
    this.snapshots = snapshots;
  }

  /// @throws IOException when one of them cannot be put together; then none is left
  static Attached open(Yard yard, Snapshots snapshots, List<Attachment> attachments)
      throws IOException {
    var attached = new Attached(yard, snapshots);
    try {
      for (var attachment : attachments) {
        attached.mounts.add(attached.mount(attachment));
      }
      return attached;
    } catch (IOException | RuntimeException e) {
      attached.close();
      throw e;
    }
  }

  /// What a sandbox takes.
  List<Mount> mounts() {
    return List.copyOf(mounts);
  }

  private Mount mount(Attachment attachment) throws IOException {
    return switch (attachment) {
      case Attachment.Files files ->
          new Mount.Bind(within(shown(files), files.tree()), files.target(), files.access());
      case Attachment.Cache cache -> new Mount.Bind(filled(cache), cache.target(), cache.access());
      case Attachment.Socket(var socket, var target, var owner) -> {
        var relay = SocketRelay.open(yard, socket, owner);
        parts.push(relay::close);
        yield new Mount.Bind(relay.path(), target, Mount.Access.READ);
      }
    };
  }

  private LayersView shown(Attachment.Files files) throws IOException {
    return switch (files.access()) {
      case READ -> view(files.tree());
      case WRITE -> draft(files.tree());
    };
  }

  private static Path within(LayersView view, Attachment.Tree tree) {
    return view.root().resolve(tree.path().substring(1));
  }

  private LayersView view(Attachment.Tree tree) throws IOException {
    var view = yard.view(snapshots.stack(tree.layers()));
    parts.push(view::close);
    return view;
  }

  private LayersView draft(Attachment.Tree tree) throws IOException {
    var lowers = snapshots.stack(tree.layers());
    var draft = snapshots.draft(lowers);
    parts.push(() -> snapshots.discard(draft));
    var view = yard.view(lowers, draft.tree(), draft.work());
    parts.push(view::close);
    return view;
  }

  // It appears whole: others may take it into use at the same time.
  private Path filled(Attachment.Cache cache) throws IOException {
    var files = cache.folder().resolve(FILES);
    if (Files.isDirectory(files)) {
      return files;
    }
    var draft = Files.createDirectory(cache.folder().resolve("new-" + UUID.randomUUID()));
    if (cache.seed().isPresent()) {
      TreeCopy.copy(within(view(cache.seed().get()), cache.seed().get()), draft);
    }
    if (cache.owner().isPresent() || cache.seed().isEmpty()) {
      var owner = cache.owner().orElse(ROOT);
      try (var folder = HostDirectory.open(draft)) {
        folder.own(Bytes.of("."), owner.uid(), owner.gid(), owner.mode());
      }
    }
    try {
      Files.move(draft, files, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(files)) {
        throw e;
      }
      Snapshots.remove(draft);
    }
    return files;
  }

  @Override
  public void close() throws IOException {
    try {
      while (!parts.isEmpty()) {
        parts.pop().release();
      }
    } finally {
      if (!parts.isEmpty()) {
        close();
      }
    }
  }
}
