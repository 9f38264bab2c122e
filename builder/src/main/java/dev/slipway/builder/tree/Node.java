package dev.slipway.builder.tree;

/// What a path names.
public sealed interface Node {
  /// Mode, owner, time and attributes.
  Metadata metadata();

  /// The same node with other metadata.
  Node with(Metadata metadata);

  /// A directory.
  record Directory(Metadata metadata) implements Node {
    @Override
    public Directory with(Metadata other) {
      return new Directory(other);
    }
  }

  /// A regular file; its content comes from [Tree#open(TreePath)].
  ///
  /// @param metadata mode, owner, time and attributes
  /// @param size the length of the content in bytes
  /// @param linkGroup zero for a file with one name; else a number that all names of this file
  ///     share, and that no other file of the same tree has
  record RegularFile(Metadata metadata, long size, long linkGroup) implements Node {
    @Override
    public RegularFile with(Metadata other) {
      return new RegularFile(other, size, linkGroup);
    }
  }

  /// A symbolic link.
  ///
  /// @param metadata mode, owner, time and attributes
  /// @param target where it points to, exactly as stored
  record Symlink(Metadata metadata, Bytes target) implements Node {
    @Override
    public Symlink with(Metadata other) {
      return new Symlink(other, target);
    }
  }

  /// A device; it is carried from layer to layer and never made on disk.
  ///
  /// @param metadata mode, owner, time and attributes
  /// @param kind character or block
  /// @param major the driver's number
  /// @param minor the device's number
  record Device(Metadata metadata, Kind kind, long major, long minor) implements Node {
    /// The two kinds of device.
    public enum Kind {
      /// A character device.
      CHARACTER,
      /// A block device.
      BLOCK
    }

    @Override
    public Device with(Metadata other) {
      return new Device(other, kind, major, minor);
    }
  }

  /// A named pipe.
  record Fifo(Metadata metadata) implements Node {
    @Override
    public Fifo with(Metadata other) {
      return new Fifo(other);
    }
  }
}
