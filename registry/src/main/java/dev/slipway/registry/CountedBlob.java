package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A blob on its way: tells the listener how far it is, and remembers when its source fails, so
/// that a failure can be told from one of the target.
final class CountedBlob implements Blob {
  private static final long STEP = 256 * 1024;

  private final Descriptor content;
  private final Blob source;
  private final CopyEvent.Listener listener;
  private final AtomicReference<@Nullable RegistryException> failure = new AtomicReference<>();

  CountedBlob(Descriptor content, Blob source, CopyEvent.Listener listener) {
    this.content = content;
    this.source = source;
    this.listener = listener;
  }

  Optional<RegistryException> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public List<Repository> origins() {
    return source.origins();
  }

  @Override
  public InputStream open() throws IOException {
    try {
      failure.set(null);
      return new Counted(source.open());
    } catch (RegistryException e) {
      failure.set(e);
      throw e;
    } catch (IOException e) {
      throw remember(e);
    }
  }

  private RegistryException remember(IOException e) {
    var wrapped =
        new RegistryException.Unreachable(
            "read %s: %s".formatted(content.digest(), e.getMessage()), e);
    failure.set(wrapped);
    return wrapped;
  }

  private final class Counted extends FilterInputStream {
    private long done;
    private long told;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int count = in.read(buffer, offset, length);
        tell(Math.max(count, 0));
        return count;
      } catch (RegistryException e) {
        failure.set(e);
        throw e;
      } catch (IOException e) {
        throw remember(e);
      }
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(count);
      tell(skipped);
      return skipped;
    }

    private void tell(long count) {
      done += count;
      if (done - told >= STEP || (done == content.size() && told < done)) {
        told = done;
        listener.happened(new CopyEvent.Moved(content, done));
      }
    }
  }
}
