package dev.slipway.builder.compress;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Compresses layers on a bounded number of threads.
///
/// The bytes depend on the content and the packing, never on the threads or the machine. Several
/// layers may be compressed at once; they share the threads. Memory: about 3 MiB for each thread
/// and layer, whatever the layer's size.
public final class Compressor implements Closeable {
  private static final int BUFFER = 256 * 1024;
  // Fixed, because it decides where zstd cuts, and with it the bytes.
  private static final int ZSTD_JOB = 4 << 20;

  private final int threads;
  private final ExecutorService pool;

  private Compressor(int threads) {
    this.threads = threads;
    pool =
        Executors.newFixedThreadPool(
            threads, work -> Thread.ofPlatform().daemon().name("slipway-compress").unstarted(work));
  }

  /// A compressor of its own threads.
  ///
  /// @param threads how many; usually as many as there are processors
  public static Compressor with(int threads) {
    return new Compressor(threads);
  }

  /// Compresses `tar` into `blob`, which is made or overwritten; it is not forced to the disk.
  ///
  /// @return what to call the blob in a manifest
  /// @throws IOException when the tar cannot be read or the blob not be written
  public Descriptor compress(Path tar, Path blob, Packing packing) throws IOException {
    var hasher = Digest.Algorithm.SHA256.hasher();
    try (var in = Files.newInputStream(tar);
        var out = new DigestOutputStream(Files.newOutputStream(blob), hasher)) {
      compress(in, out, packing);
    }
    return new Descriptor(
        MediaType.layer(packing.compression()), Digest.finish(hasher), Files.size(blob));
  }

  /// Compresses all that `in` still holds to `out`; both are left open.
  ///
  /// @throws IOException when reading or writing fails
  public void compress(InputStream in, OutputStream out, Packing packing) throws IOException {
    switch (packing.compression()) {
      case NONE -> in.transferTo(out);
      case GZIP -> new ParallelGzip(pool, threads, packing.level()).compress(in, out);
      case ZSTD -> zstd(in, out, packing.level());
    }
  }

  private void zstd(InputStream in, OutputStream out, int level) throws IOException {
    var buffered = new BufferedOutputStream(out, BUFFER);
    var zstd = new ZstdOutputStreamNoFinalizer(buffered, level);
    try {
      // Even one worker cuts as many do, and no worker does not.
      zstd.setWorkers(threads).setJobSize(ZSTD_JOB).setChecksum(true);
      var block = new byte[BUFFER];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        zstd.write(block, 0, count);
      }
    } finally {
      zstd.closeWithoutClosingParentStream();
    }
    buffered.flush();
  }

  /// Ends the threads; what is being compressed fails.
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
