package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Tree;
import java.io.IOException;
import java.util.Optional;

/// One thing that a COPY or ADD copies.
public sealed interface CopySource {
  /// A path or pattern, looked up in a tree.
  ///
  /// @param tree where it is looked up: a context, a stage, an image
  /// @param origin what to call `tree` in a message: `the build context`, `stage 'build'`
  /// @param word the word of the instruction, variables expanded
  record Files(Tree tree, String origin, String word) implements CopySource {}

  /// A heredoc: a file whose content the Dockerfile holds.
  ///
  /// @param name the delimiter, which is the file's name when the destination is a directory
  /// @param content the body
  record Heredoc(String name, Bytes content) implements CopySource {}

  /// What came from another machine.
  ///
  /// @param title what to call it in a message
  /// @param identity what tells the content from any other
  /// @param name what the file is called, in the root of the tree; nothing when all of the tree is
  ///     meant
  /// @param archives what becomes of it when it is an archive
  /// @param files brings it here; not asked before something is copied
  record Remote(
      String title,
      String identity,
      Optional<String> name,
      CopyOptions.Archives archives,
      TreeSupply files)
      implements CopySource {}

  /// A tree that is there when it is needed.
  @FunctionalInterface
  interface TreeSupply {
    /// The tree.
    ///
    /// @throws IOException when it cannot be read
    Tree tree() throws IOException;
  }
}
