package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Tree;

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
}
