package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Where a layer is kept.
///
/// @param tar the uncompressed tar
/// @param index the index that was made with it, or from it
public record LayerFiles(Path tar, Path index) {
  /// Opens the index; one that is damaged, missing or of another version is made anew from the tar.
  ///
  /// @throws BuildException.Malformed when the tar is damaged, too
  /// @throws IOException when the files cannot be read, or no index be written
  LayerIndex open() throws IOException {
    try {
      return LayerIndex.open(index);
    } catch (BuildException.Malformed | NoSuchFileException e) {
      renew();
      return LayerIndex.open(index);
    }
  }

  // Others may use the index, or make it anew at the same time.
  private void renew() throws IOException {
    var draft = Files.createTempFile(index.toAbsolutePath().getParent(), "index", ".new");
    try {
      TarIndexer.index(tar, draft);
      Files.move(draft, index, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
