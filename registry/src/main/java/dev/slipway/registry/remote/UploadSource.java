package dev.slipway.registry.remote;

import dev.slipway.image.Descriptor;
import dev.slipway.registry.Blob;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.VerifiedStream;
import dev.slipway.registry.transport.Body;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bytes of an upload, from any offset on.
///
/// They are hashed on their way, also those that are skipped: nothing is declared complete that is
/// not what its descriptor says.
final class UploadSource implements AutoCloseable {
  private static final int BUFFER = 128 * 1024;

  private final Descriptor content;
  private final Blob blob;
  private final String action;
  private @Nullable InputStream stream;
  private long position;
  private @Nullable RegistryException failure;

  UploadSource(Descriptor content, Blob blob, String action) {
    this.content = content;
    this.blob = blob;
    this.action = action;
  }

  /// What it is a source of.
  Descriptor content() {
    return content;
  }

  /// What is being done, for messages.
  String action() {
    return action;
  }

  /// What went wrong in reading, if anything did: it is not the registry's fault.
  Optional<RegistryException> failure() {
    return Optional.ofNullable(failure);
  }

  /// All of it, verified.
  byte[] whole() {
    try (var all = new VerifiedStream(blob.open(), action, content)) {
      return all.readAllBytes();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /// The `length` bytes from `offset` on. The body that ends the content verifies all of it.
  Body slice(long offset, long length) {
    return new Body() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        write(offset, length, out);
      }
    };
  }

  private void write(long offset, long length, OutputStream out) throws IOException {
    var buffer = new byte[BUFFER];
    var in = seek(offset, buffer);
    long end = offset + length;
    while (position < end) {
      int count = read(in, buffer, (int) Math.min(buffer.length, end - position));
      if (position == content.size() && read(in, new byte[1], 1) >= 0) {
        throw new IllegalStateException("a verified stream does not go on after its end");
      }
      out.write(buffer, 0, count);
    }
  }

  private InputStream seek(long offset, byte[] buffer) {
    var in = stream;
    if (in == null || position > offset) {
      close();
      try {
        in = new VerifiedStream(blob.open(), action, content);
      } catch (IOException e) {
        throw unreadable(e);
      }
      stream = in;
      position = 0;
    }
    while (position < offset) {
      read(in, buffer, (int) Math.min(buffer.length, offset - position));
    }
    return in;
  }

  /// Reads some bytes; a source that ends too early has thrown a mismatch.
  private int read(InputStream in, byte[] buffer, int length) {
    try {
      int count = in.read(buffer, 0, length);
      position += Math.max(count, 0);
      return count;
    } catch (RegistryException e) {
      failure = e;
      throw e;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private RegistryException unreadable(IOException e) {
    var wrapped =
        new RegistryException.Unreachable(
            "%s: the source cannot be read: %s".formatted(action, e.getMessage()), e);
    failure = wrapped;
    return wrapped;
  }

  @Override
  public void close() {
    var in = stream;
    stream = null;
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        // what was read was verified, and more is not wanted
      }
    }
  }
}
