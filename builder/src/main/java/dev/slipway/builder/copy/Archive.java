package dev.slipway.builder.copy;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// A tar archive among the sources of ADD, known by what it holds and not by its name.
///
/// Compressed by gzip, bzip2, xz or zstd, or not at all. What begins otherwise, and what is
/// compressed but no tar, is a file like any other.
final class Archive {
  private static final int BLOCK = 512;
  private static final int BUFFER = 1 << 16;
  private static final byte[] BZIP2 = {'B', 'Z', 'h'};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
  // xz may ask for gigabytes otherwise.
  private static final int MOST_MEMORY_KIB = 256 << 10;

  private final Tree tree;
  private final TreePath path;

  private Archive(Tree tree, TreePath path) {
    this.tree = tree;
    this.path = path;
  }

  /// The archive at `path`, which is a regular file of `tree`, if it is one.
  ///
  /// @throws IOException when the file cannot be read
  static Optional<Archive> at(Tree tree, TreePath path) throws IOException {
    var archive = new Archive(tree, path);
    try (var file = tree.open(path)) {
      return isTarHeader(firstBlock(file)) ? Optional.of(archive) : Optional.empty();
    }
  }

  private static byte[] firstBlock(InputStream file) {
    try (var plain = decompressed(file)) {
      return plain.readNBytes(BLOCK);
    } catch (IOException _) {
      // What cannot be decompressed is no archive; if the file cannot be read, the copy will say
      // so.
      return new byte[0];
    }
  }

  /// Where the archive is, for messages.
  TreePath path() {
    return path;
  }

  /// The tar, decompressed; the caller closes it.
  ///
  /// @param copied watches what is read
  ///
  /// @throws IOException when the file cannot be read
  InputStream open(Copied copied) throws IOException {
    var file = copied.watched(tree, path).open();
    try {
      return decompressed(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static InputStream decompressed(InputStream file) throws IOException {
    var buffered = new BufferedInputStream(file, BUFFER);
    buffered.mark(BLOCK);
    var magic = buffered.readNBytes(XZ.length);
    buffered.reset();
    if (startsWith(magic, BZIP2)) {
      return new BZip2CompressorInputStream(buffered, true);
    }
    if (startsWith(magic, XZ)) {
      return new XZInputStream(buffered, MOST_MEMORY_KIB);
    }
    return switch (Compression.of(magic)) {
      case NONE -> buffered;
      case GZIP -> new GZIPInputStream(buffered, BUFFER);
      case ZSTD -> new ZstdInputStreamNoFinalizer(buffered).setContinuous(false);
    };
  }

  /// Whether bytes that begin so are compressed in a way that is known here.
  static boolean isCompressed(byte[] start) {
    return startsWith(start, BZIP2)
        || startsWith(start, XZ)
        || Compression.of(start) != Compression.NONE;
  }

  private static boolean startsWith(byte[] start, byte[] magic) {
    return start.length >= magic.length
        && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
  }

  /// Whether the checksum of a tar's header is right; that of an empty block is not.
  static boolean isTarHeader(byte[] block) {
    if (block.length < BLOCK) {
      return false;
    }
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    long said = octal(Arrays.copyOfRange(block, 148, 156));
    return said == unsigned || said == signed;
  }

  private static long octal(byte[] field) {
    long value = 0;
    for (byte b : field) {
      if (b >= '0' && b <= '7') {
        value = value * 8 + (b - '0');
      } else if (b != ' ' && b != 0) {
        return -1;
      }
    }
    return value;
  }

  /// The error for an archive that cannot be extracted.
  BuildException broken(Exception cause) {
    return new BuildException.Malformed(
        "the archive %s cannot be extracted: %s. Make it again, or use COPY to keep it as a file"
            .formatted(path, cause.getMessage()),
        cause);
  }
}
