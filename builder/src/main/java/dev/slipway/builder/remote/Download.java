package dev.slipway.builder.remote;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Store;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.transport.Headers;
import dev.slipway.registry.transport.ProtocolException;
import dev.slipway.registry.transport.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// One file on its way into the store. Where the connection breaks it goes on, if the server can
/// tell that the file is still the same, and else from the beginning.
final class Download {
  // What nobody downloads on purpose.
  private static final long MOST_BYTES = 1L << 37;
  private static final int BUFFER = 128 * 1024;

  private final Store store;
  private final WebServers servers;
  private final WebAddress address;
  private final Digest.Algorithm algorithm;
  private final String action;
  private final MessageDigest hasher;
  private long offset;
  private Optional<String> entityTag = Optional.empty();
  private Headers headers = Headers.NONE;

  /// What was saved.
  ///
  /// @param content the digest of the blob
  /// @param headers what the server said of it
  record Saved(Digest content, Headers headers) {}

  /// A download from `address`, whose digest is wanted in `algorithm`.
  Download(Store store, WebServers servers, WebAddress address, Digest.Algorithm algorithm) {
    this.store = store;
    this.servers = servers;
    this.address = address;
    this.algorithm = algorithm;
    this.action = "GET " + address;
    this.hasher = algorithm.hasher();
  }

  /// Keeps what `first` holds, the answer of the server.
  ///
  /// @throws RegistryException when it does not come whole
  /// @throws BuildException.MachineFailed when the store cannot be written
  Saved save(Response first) {
    var draft = store.scratch().next("download");
    try {
      try (var file =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        receive(first, file);
      }
      var digest = Digest.finish(algorithm, hasher);
      if (store.blobs().find(digest).isEmpty()) {
        store.blobs().adopt(digest, draft);
      }
      return new Saved(digest, headers);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      remove(draft);
    }
  }

  private void receive(Response first, FileChannel file) throws IOException {
    var response = first;
    // Only what goes beyond all that came before gets on: a beginning can be sent for ever.
    long furthest = 0;
    for (int failures = 1; ; failures++) {
      try (var current = response) {
        begin(current);
        copy(content(current), file);
        return;
      } catch (Broken e) {
        failures = offset > furthest ? 1 : failures;
        furthest = Math.max(furthest, offset);
        if (Thread.currentThread().isInterrupted()) {
          throw new RegistryException.Cancelled(action + ": interrupted", e.reason);
        }
        if (failures >= servers.retry().attempts()) {
          throw new RegistryException.Unreachable(
              "%s: broke at byte %d, %d times without getting on: %s"
                  .formatted(action, offset, failures, WebServers.reason(e.reason)),
              e.reason);
        }
        servers.retry().pause(action, failures, Optional.empty());
        response = again(file);
      }
    }
  }

  /// The connection broke, not the disk.
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1;
    private final IOException reason;

    Broken(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  private void begin(Response response) {
    if (response.status() == 200) {
      headers = response.headers();
    }
    long rest = response.headers().number("Content-Length").orElse(0L);
    if (offset + rest > MOST_BYTES) {
      throw tooLarge();
    }
  }

  private RegistryException tooLarge() {
    return new RegistryException.Malformed(
        "%s: it has more than the %d bytes that are allowed".formatted(action, MOST_BYTES));
  }

  // A server may compress what it was asked to leave alone; what counts is what was compressed.
  private InputStream content(Response response) throws Broken {
    var encoding = response.headers().find("Content-Encoding").orElse("identity");
    if (encoding.isEmpty() || encoding.equalsIgnoreCase("identity")) {
      entityTag = response.headers().find("ETag").filter(tag -> tag.startsWith("\""));
      return response.body();
    }
    entityTag = Optional.empty();
    if (!encoding.equalsIgnoreCase("gzip") && !encoding.equalsIgnoreCase("x-gzip")) {
      throw new RegistryException.Malformed(
          "%s: the server compresses by '%s', which it was not asked to"
              .formatted(action, encoding));
    }
    try {
      return new GZIPInputStream(response.body(), BUFFER);
    } catch (ZipException e) {
      throw new RegistryException.Malformed(action + ": it is not compressed as it says", e);
    } catch (IOException e) {
      throw new Broken(e);
    }
  }

  private void copy(InputStream in, FileChannel file) throws Broken, IOException {
    var buffer = new byte[BUFFER];
    while (true) {
      int count;
      try {
        count = in.read(buffer);
      } catch (ProtocolException | ZipException e) {
        throw new RegistryException.Malformed("%s: %s".formatted(action, e.getMessage()), e);
      } catch (IOException e) {
        throw new Broken(e);
      }
      if (count < 0) {
        return;
      }
      if (offset + count > MOST_BYTES) {
        throw tooLarge();
      }
      hasher.update(buffer, 0, count);
      for (var bytes = ByteBuffer.wrap(buffer, 0, count); bytes.hasRemaining(); ) {
        file.write(bytes);
      }
      offset += count;
    }
  }

  private Response again(FileChannel file) throws IOException {
    if (entityTag.isPresent() && offset > 0) {
      var fields =
          Headers.of("Range", "bytes=%d-".formatted(offset)).and("If-Range", entityTag.get());
      var response = servers.get(address, fields, Set.of(200, 206));
      if (response.status() == 206) {
        checkRange(response);
        return response;
      }
      restart(file);
      return response;
    }
    restart(file);
    return servers.get(address, Headers.NONE, Set.of(200));
  }

  private void checkRange(Response response) {
    var range = response.headers().find("Content-Range").orElse("");
    if (!range.startsWith("bytes " + offset + "-")) {
      response.close();
      throw new RegistryException.Malformed(
          "%s: asked for what follows byte %d, it sent '%s'".formatted(action, offset, range));
    }
  }

  private void restart(FileChannel file) throws IOException {
    hasher.reset();
    file.truncate(0);
    offset = 0;
  }

  private RuntimeException failed(IOException e) {
    if (Thread.currentThread().isInterrupted()) {
      return new BuildException.Cancelled();
    }
    return new BuildException.MachineFailed(
        "cannot write what came from %s into the local store: %s".formatted(address, Reason.of(e)),
        e);
  }

  private static void remove(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      // It goes with the store's temporary folder.
      return;
    }
  }
}
