package dev.slipway.builder.run;

import dev.slipway.builder.plan.ContextFiles;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Walks what is expected to be copied while a registry is asked for the base image, so that the
/// tree, which remembers what it saw, answers at once when the step is keyed.
///
/// Whatever goes wrong is left to whoever asks for the files in earnest.
public final class Lookahead implements ContextFiles, AutoCloseable {
  private final Supplier<Tree> context;
  private volatile boolean closed;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> Thread.ofPlatform().daemon().name("context-lookahead").unstarted(work));

  /// @param context opens the main context; asked only when a file of it is expected
  public Lookahead(Supplier<Tree> context) {
    this.context = context;
  }

  @Override
  public void expect(String path) {
    thread.execute(() -> look(TreePath.of(path)));
  }

  private void look(TreePath path) {
    if (closed) {
      return;
    }
    try {
      var tree = context.get();
      var node = tree.find(path);
      if (node.isPresent() && node.get() instanceof Node.Directory) {
        var below = tree.walk(path);
        while (!closed && below.hasNext()) {
          below.next();
        }
      }
    } catch (IOException | RuntimeException e) {
      return;
    }
  }

  /// Stops looking, soon; does not wait, and interrupts nothing, because others may wait for the
  /// same files.
  @Override
  public void close() {
    closed = true;
    thread.shutdown();
  }
}
