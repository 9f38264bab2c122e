package dev.slipway.builder.compress;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.slipway.builder.BuildException;
import dev.slipway.image.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Opens what others compressed: gzip of any number of members, zstd of any number of frames, or a
/// plain tar. The first bytes tell which it is, not the media type.
public final class Decompression {
  private static final int BUFFER = 128 * 1024;

  private Decompression() {}

  /// The plain bytes of `blob`, decompressed on a thread of their own as they are read.
  ///
  /// All of `blob` is read before the stream ends, so that a digest that is taken on the way is of
  /// the whole blob. Reading throws [BuildException.Malformed] when the compressed bytes are
  /// damaged, cut off, or hold more than `most` bytes.
  ///
  /// @param blob the compressed bytes; closed with the result
  /// @param most how many plain bytes there may be
  public static InputStream open(InputStream blob, long most) {
    return new ReadAhead(() -> new Capped(plain(blob), most), blob);
  }

  private static InputStream plain(InputStream blob) throws IOException {
    var buffered = new BufferedInputStream(blob, BUFFER);
    buffered.mark(Compression.MAGIC);
    var compression = Compression.of(buffered.readNBytes(Compression.MAGIC));
    buffered.reset();
    return switch (compression) {
      case NONE -> buffered;
      case GZIP -> new GzipMembers(buffered);
      case ZSTD -> new ZstdFrames(buffered);
    };
  }

  /// zstd, whose own messages become ours.
  private static final class ZstdFrames extends InputStream {
    private final ZstdInputStreamNoFinalizer zstd;

    ZstdFrames(InputStream in) throws IOException {
      zstd = new ZstdInputStreamNoFinalizer(in);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int count) throws IOException {
      try {
        return zstd.read(target, start, count);
      } catch (ZstdIOException e) {
        throw new BuildException.Malformed(
            "decompressing a layer: the zstd data are damaged: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() throws IOException {
      zstd.close();
    }
  }

  /// Fails when more comes than was allowed.
  private static final class Capped extends InputStream {
    private final InputStream in;
    private final long most;
    private long count;

    Capped(InputStream in, long most) {
      this.in = in;
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
      int got = in.read(target, start, length);
      count += Math.max(got, 0);
      if (count > most) {
        throw new BuildException.OverLimit(
            "decompressing a layer: it holds more than the %d bytes that are allowed"
                .formatted(most));
      }
      return got;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
