package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.nio.file.Path;

/// Something that appears in a command's file system while it runs, and never in its layer.
///
/// Targets are absolute and looked up inside the command's file system. What is missing on the way
/// is made, and removed again afterwards when nothing was put into it.
public sealed interface Mount {
  /// Where it appears.
  String target();

  /// What a command may do with it.
  enum Access {
    /// Read only.
    READ,
    /// Read and change; what is changed stays in the source.
    WRITE
  }

  /// A directory or a file of this machine.
  ///
  /// @param source where it is, outside
  /// @param target where it appears
  /// @param access what the command may do with it
  record Bind(Path source, String target, Access access) implements Mount {}

  /// An empty directory in memory.
  ///
  /// @param target where it appears
  /// @param size how many bytes it may take; 0 for the kernel's usual share
  /// @param access what the command may do with it; what else is mounted in it is there all the
  ///     same
  record Memory(String target, long size, Access access) implements Mount {
    /// One that can be written.
    public Memory(String target, long size) {
      this(target, size, Access.WRITE);
    }
  }

  /// A file that exists in memory only.
  ///
  /// @param content what is in it
  /// @param target where it appears
  /// @param mode its permission bits
  /// @param uid its owner
  /// @param gid its group
  record Secret(Bytes content, String target, int mode, long uid, long gid) implements Mount {}
}
