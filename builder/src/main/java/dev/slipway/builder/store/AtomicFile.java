package dev.slipway.builder.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// Small files that appear whole or not at all. They are written in the temporary folder of the
/// open store, so that a process that dies leaves nothing elsewhere.
final class AtomicFile {
  private AtomicFile() {}

  private enum Durability {
    DISK,
    CACHE
  }

  /// Replaces `file` by `content`, which is on the disk when this returns; makes its folder when
  /// that is missing.
  static void write(Scratch scratch, Path file, byte[] content) throws IOException {
    write(scratch, file, content, Durability.DISK);
  }

  /// The same without waiting for the disk: for what is checked when it is read, and can be lost.
  static void writeWithoutWaiting(Scratch scratch, Path file, byte[] content) throws IOException {
    write(scratch, file, content, Durability.CACHE);
  }

  /// The same, and nobody but the owner may read it.
  static void writeForOwner(Scratch scratch, Path file, byte[] content) throws IOException {
    write(
        scratch,
        file,
        content,
        Durability.CACHE,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static void write(
      Scratch scratch,
      Path file,
      byte[] content,
      Durability durability,
      FileAttribute<?>... attributes)
      throws IOException {
    var folder = Objects.requireNonNull(file.getParent(), "a file of the store lies in a folder");
    createFolder(folder);
    var fresh = scratch.next("file");
    try {
      try (var channel =
          FileChannel.open(
              fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        if (durability == Durability.DISK) {
          channel.force(true);
        }
      }
      move(fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// Makes a folder that is nearly always there already, which Java only finds out by an exception.
  static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  /// Renames over what is there.
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
