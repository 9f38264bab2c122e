package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.users.Owner;
import java.io.IOException;
import java.time.Instant;

/// The directory that WORKDIR names.
///
/// @param path where, cleaned
/// @param owner who owns the directories that are made
/// @param clock the time that those above get
/// @param own the time that the directory itself gets
public record WorkingDirectory(TreePath path, Owner owner, Instant clock, Instant own) {
  private static final int MODE = 0755;

  /// Makes the directory and what is missing above it in `stage`, and puts that to `output`.
  ///
  /// Links are followed, dangling ones too; what is there stays as it is. Nothing is put when the
  /// directory is there.
  ///
  /// @throws BuildException.Definition when something else than a directory is in the way
  /// @throws IOException when the stage cannot be read or the layer not written
  public void make(Tree stage, LayerOutput output) throws IOException {
    var draft = new Draft(stage, clock);
    draft.makeWorkingDirectory(path, MODE, owner, own);
    draft.emit(output);
  }
}
