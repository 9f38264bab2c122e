package dev.slipway.registry.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;

/// The files of a layout that is a folder. Symbolic links to files count as files, because some
/// tools share blobs so; what is behind them is verified like everything else.
record FolderFiles(Path folder) implements LayoutFiles {
  @Override
  public OptionalLong size(String path) throws IOException {
    try {
      var attributes = Files.readAttributes(folder.resolve(path), BasicFileAttributes.class);
      return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(folder.resolve(path));
  }
}
