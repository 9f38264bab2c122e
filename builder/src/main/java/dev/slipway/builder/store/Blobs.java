package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;

/// Bytes under their digest, as they travel: compressed layers, manifests, configs.
public final class Blobs {
  private final Path folder;
  private final Scratch scratch;

  Blobs(Path folder, Scratch scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /// The file that holds the blob, when it is here.
  public Optional<Path> find(Digest digest) {
    var file = file(digest);
    return Files.exists(file) ? Optional.of(file) : Optional.empty();
  }

  /// The bytes of a document that an image needs, which has to be here.
  ///
  /// @param image the image, as messages name it
  /// @throws BuildException.MachineFailed when it is not here, or cannot be read
  public byte[] need(Digest digest, String image) {
    try {
      return Files.readAllBytes(file(digest));
    } catch (NoSuchFileException e) {
      throw new BuildException.MachineFailed(
          "the local store has lost %s of the image %s; build or pull it again"
              .formatted(digest, image),
          e);
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot read %s from the local store: %s".formatted(digest, Reason.of(e)), e);
    }
  }

  /// Keeps `bytes` and returns their digest.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Digest put(byte[] bytes) {
    var digest = Digest.of(bytes);
    var file = file(digest);
    if (!Files.exists(file)) {
      try {
        AtomicFile.write(scratch, file, bytes);
      } catch (IOException e) {
        throw failed(digest, e);
      }
    }
    return digest;
  }

  /// Keeps what `bytes` holds when it is `size` bytes with the digest `digest`, and returns its
  /// file; the stream is left open.
  ///
  /// @throws BuildException.Malformed when the bytes are others than were promised
  /// @throws BuildException.MachineFailed when the store cannot be written
  /// @throws IOException when the stream fails
  public Path put(Digest digest, long size, InputStream bytes) throws IOException {
    var file = file(digest);
    if (Files.exists(file)) {
      return file;
    }
    var draft = scratch.next("blob");
    try {
      copy(digest, size, bytes, draft);
      return adopt(digest, draft);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void copy(Digest digest, long size, InputStream bytes, Path draft)
      throws IOException {
    var hasher = digest.algorithm().hasher();
    long written = 0;
    try (var channel =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var buffer = new byte[128 * 1024];
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        written += count;
        if (written > size) {
          break;
        }
        hasher.update(buffer, 0, count);
        write(channel, digest, ByteBuffer.wrap(buffer, 0, count));
      }
    }
    var actual = HexFormat.of().formatHex(hasher.digest());
    if (written != size || !actual.equals(digest.hex())) {
      throw new BuildException.Malformed(
          "the blob %s of %d bytes came as %s with the digest %s:%s; nothing of it was kept"
              .formatted(
                  digest,
                  size,
                  written > size ? "more bytes" : written + " bytes",
                  digest.algorithm().label(),
                  actual));
    }
  }

  private static void write(FileChannel channel, Digest digest, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(digest, e);
    }
  }

  /// Takes over the file `draft`, on the store's own file system, as the blob `digest`; the caller
  /// made sure that it is.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Path adopt(Digest digest, Path draft) {
    var file = file(digest);
    try {
      AtomicFile.createFolder(folder.resolve(digest.algorithm().label()));
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      AtomicFile.move(draft, file);
      return file;
    } catch (IOException e) {
      throw failed(digest, e);
    }
  }

  private static BuildException.MachineFailed failed(Digest digest, IOException e) {
    return new BuildException.MachineFailed(
        "cannot write the blob %s into the local store: %s".formatted(digest, Reason.of(e)), e);
  }

  private Path file(Digest digest) {
    return folder.resolve(digest.algorithm().label()).resolve(digest.hex());
  }
}
