package dev.slipway.registry.layout;

import dev.slipway.image.Compression;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.Reference;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// An OCI layout in a tar archive, to be read. Content is read where it lies; nothing is extracted.
///
/// Such an archive does not change: pushing content that is not there, and naming, are refused. A
/// new one is made by [GrowingArchive].
public final class LayoutArchive extends LayoutReader {
  private final TarIndex files;

  LayoutArchive(String name, TarIndex files) {
    super(name, files);
    this.files = files;
  }

  /// Opens the archive `file`.
  ///
  /// @throws RegistryException.NotFound when there is no such file, or it holds no OCI layout
  /// @throws RegistryException.Malformed when it is no tar archive, is compressed, or names files
  ///     outside of itself
  /// @throws RegistryException.DiskFailed when it cannot be read
  public static LayoutArchive open(Path file) {
    var name = "oci-archive:" + file;
    var archive = new LayoutArchive(name, index(name, file));
    try {
      archive.check();
      return archive;
    } catch (RegistryException e) {
      archive.close();
      throw e;
    }
  }

  static TarIndex index(String name, Path file) {
    if (Files.isDirectory(file)) {
      throw new RegistryException.NotFound(
          "read %s: it is a folder, not an archive".formatted(name));
    }
    try {
      refuseCompressed(name, file);
      return TarIndex.open(file);
    } catch (NoSuchFileException e) {
      throw new RegistryException.NotFound("read %s: there is no such file".formatted(name));
    } catch (FileSystemException e) {
      throw RegistryException.DiskFailed.of("read " + name, e);
    } catch (IOException e) {
      throw new RegistryException.Malformed("read %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static void refuseCompressed(String name, Path file) throws IOException {
    try (var stream = Files.newInputStream(file)) {
      var compression = Compression.of(stream.readNBytes(Compression.MAGIC));
      if (compression != Compression.NONE) {
        throw new RegistryException.Malformed(
            "read %s: the archive itself is compressed; uncompress it first, with %s"
                .formatted(name, compression == Compression.GZIP ? "gunzip" : "unzstd"));
      }
    }
  }

  @Override
  public Arrival push(Descriptor content, Blob blob) {
    if (exists(content)) {
      return Arrival.PRESENT;
    }
    throw finished(name());
  }

  @Override
  public void tag(Document manifest, String tag) {
    throw finished(name());
  }

  @Override
  public void list(Document manifest) {
    throw finished(name());
  }

  @Override
  public void name(Document manifest, Reference reference) {
    throw finished(name());
  }

  /// Closes the file; streams that are still open fail.
  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw RegistryException.DiskFailed.of("close " + name(), e);
    }
  }

  static RegistryException finished(String name) {
    return new RegistryException.Refused(
        "write to %s: an archive is finished once it is made; copy its images to a new one"
            .formatted(name),
        0,
        List.of());
  }
}
