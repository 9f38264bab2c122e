package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;

/// Layers as they are read: for each diffId an uncompressed tar and its index.
public final class Layers {
  private static final String TAR = "tar";
  private static final String INDEX = "index";
  private static final String BOOT = "boot";

  private final Path folder;
  private final Path compressed;
  private final Scratch scratch;

  Layers(Path folder, Path compressed, Scratch scratch) {
    this.folder = folder;
    this.compressed = compressed;
    this.scratch = scratch;
  }

  /// A layer in the making: two files to write, side by side in a folder of their own.
  ///
  /// @param tar where the uncompressed tar goes
  /// @param index where its index goes
  public record Draft(Path tar, Path index) {
    private Path folder() {
      return Objects.requireNonNull(tar.getParent(), "a draft has a folder of its own");
    }
  }

  /// A place for a new layer; what is not adopted goes with the open store.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Draft draft() {
    try {
      var draft = Files.createDirectory(scratch.next("layer"));
      return new Draft(draft.resolve(TAR), draft.resolve(INDEX));
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot begin a layer in the local store: " + Reason.of(e), e);
    }
  }

  /// Removes a draft that nothing came of.
  public void discard(Draft draft) {
    try {
      Scratch.remove(draft.folder());
    } catch (IOException e) {
      // It goes with the open store.
    }
  }

  /// Makes the finished `draft` the layer `diffId`; when the layer is already here the draft goes.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public StoredLayer adopt(Draft draft, Digest diffId) {
    var target = folder(diffId);
    var source = draft.folder();
    try {
      Files.writeString(source.resolve(BOOT), Boot.current());
      Files.createDirectories(folder.resolve(diffId.algorithm().label()));
      try {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
        Scratch.remove(source);
      } catch (FileSystemException e) {
        // Java knows no name for ENOTEMPTY of a rename.
        if (!Files.isDirectory(target)) {
          throw e;
        }
        Scratch.remove(source);
      }
      return stored(diffId);
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot keep the layer %s in the local store: %s".formatted(diffId, Reason.of(e)), e);
    }
  }

  /// The layer, when it is here and whole.
  public Optional<StoredLayer> find(Digest diffId) {
    var layer = folder(diffId);
    try {
      if (!Files.exists(layer.resolve(TAR))) {
        return Optional.empty();
      }
      if (Files.readString(layer.resolve(BOOT)).equals(Boot.current())) {
        return Optional.of(stored(diffId));
      }
      return readAgain(diffId);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The layer, which a build made and the store should still have.
  ///
  /// @throws BuildException.MachineFailed when it has not
  public StoredLayer kept(Digest diffId) {
    return find(diffId)
        .orElseThrow(
            () ->
                new BuildException.MachineFailed(
                    "the local store has lost the layer %s, which a build made; build again with --no-cache"
                        .formatted(diffId)));
  }

  // The machine was started anew since the layer was written: what never reached the disk is gone.
  private Optional<StoredLayer> readAgain(Digest diffId) throws IOException {
    var layer = folder(diffId);
    try (var tar = Files.newInputStream(layer.resolve(TAR))) {
      if (Digest.of(tar).equals(diffId)) {
        AtomicFile.write(
            scratch, layer.resolve(BOOT), Boot.current().getBytes(StandardCharsets.UTF_8));
        return Optional.of(stored(diffId));
      }
    }
    var broken = scratch.next("broken");
    Files.move(layer, broken, StandardCopyOption.ATOMIC_MOVE);
    Scratch.remove(broken);
    return Optional.empty();
  }

  private StoredLayer stored(Digest diffId) {
    var layer = folder(diffId);
    return new StoredLayer(diffId, layer.resolve(TAR), layer.resolve(INDEX));
  }

  /// Remembers that compressing the layer `diffId` in the way called `way` gave `blob`.
  ///
  /// @param way the compression with all that shapes its bytes: `gzip`, `zstd-3`
  /// @throws BuildException.MachineFailed when the store cannot be written
  public void remember(Digest diffId, String way, CompressedLayer blob) {
    try {
      AtomicFile.write(
          scratch, compressedFile(diffId, way), blob.line().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot note the compressed form of the layer %s: %s".formatted(diffId, Reason.of(e)), e);
    }
  }

  /// What compressing the layer `diffId` in the way called `way` gave last time.
  public Optional<CompressedLayer> compressed(Digest diffId, String way) {
    try {
      return CompressedLayer.parse(Files.readString(compressedFile(diffId, way)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Path compressedFile(Digest diffId, String way) {
    return compressed.resolve(diffId.algorithm().label()).resolve(diffId.hex() + "." + way);
  }

  private Path folder(Digest diffId) {
    return folder.resolve(diffId.algorithm().label()).resolve(diffId.hex());
  }
}
