package dev.slipway.builder.remote;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.SourceText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A build context that is not a folder of this machine.
///
/// @param name what messages call it
/// @param files its files
/// @param lone the whole of it, when it is a Dockerfile and nothing else
public record ReceivedContext(String name, Tree files, Optional<Bytes> lone) {
  /// A Dockerfile is never larger.
  static final int MOST_BYTES = 64 << 20;

  /// The Dockerfile: the context itself when it is one, else the first of `names` that is there.
  ///
  /// @throws BuildException.Definition when there is none
  public Source dockerfile(List<String> names) {
    if (lone.isPresent()) {
      return Source.of(name, lone.get().toArray());
    }
    try {
      for (var each : names) {
        var path = Symlinks.of(files).follow(TreePath.of(SourceText.encode(each)));
        if (files.find(path).orElse(null) instanceof Node.RegularFile(_, long size, _)) {
          return read(each, path, size);
        }
      }
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot read the Dockerfile of %s: %s".formatted(name, Reason.of(e)), e);
    }
    throw new BuildException.Definition(
        "there is no file %s in the context %s; -f names the Dockerfile"
            .formatted(names.getFirst(), name));
  }

  private Source read(String called, TreePath path, long size) throws IOException {
    if (size > MOST_BYTES) {
      throw new BuildException.Definition(
          "%s of the context %s has %d bytes, and a Dockerfile at most %d"
              .formatted(called, name, size, MOST_BYTES));
    }
    try (var in = files.open(path)) {
      return Source.of(called, in.readAllBytes());
    }
  }
}
