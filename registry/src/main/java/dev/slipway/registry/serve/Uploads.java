package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The uploads under way.
///
/// An upload is its file: a server that starts again goes on with those that it finds. What is kept
/// in memory beside it, the hash of what has arrived, is made again by reading the file.
final class Uploads {
  private final Storage storage;
  private final Map<Path, Session> sessions = new ConcurrentHashMap<>();

  Uploads(Storage storage) {
    this.storage = storage;
  }

  /// Opens a new one; its content will probably be named by `algorithm`.
  Session open(String repository, Digest.Algorithm algorithm) throws IOException {
    var folder = storage.repository(repository).uploads();
    Files.createDirectories(folder);
    var id = Storage.newName();
    var file = Files.createFile(folder.resolve(id));
    var session = new Session(id, file, algorithm);
    sessions.put(file, session);
    return session;
  }

  /// The one with this identifier, if it is under way in this repository.
  Optional<Session> find(String repository, String id) {
    if (!Storage.isNewName(id)) {
      return Optional.empty();
    }
    var file = storage.repository(repository).uploads().resolve(id);
    return Files.exists(file)
        ? Optional.of(
            sessions.computeIfAbsent(file, _ -> new Session(id, file, Digest.Algorithm.SHA256)))
        : Optional.empty();
  }

  /// Ends an upload; its file is gone afterwards.
  void end(Session session) throws IOException {
    sessions.remove(session.file);
    Files.deleteIfExists(session.file);
  }

  /// One upload. Whoever changes it holds its turn.
  static final class Session {
    final String id;
    final Path file;
    final ReentrantLock turn = new ReentrantLock();

    /// Whether the last chunk was smaller than all but the last may be.
    boolean endedShort;

    private Digest.Algorithm algorithm;
    private @Nullable MessageDigest hasher;

    private Session(String id, Path file, Digest.Algorithm algorithm) {
      this.id = id;
      this.file = file;
      this.algorithm = algorithm;
    }

    /// How many bytes have arrived.
    long size() throws IOException {
      return Files.size(file);
    }

    /// Adds the first `count` bytes of `buffer`.
    void append(byte[] buffer, int count) throws IOException {
      var current = hasher(algorithm);
      // A disk that fills up takes some of the bytes: what is hashed is read again then.
      hasher = null;
      try (var channel =
          FileChannel.open(file, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      current.update(buffer, 0, count);
      hasher = current;
    }

    /// Forgets what came after the first `size` bytes.
    void cutTo(long size) throws IOException {
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
      hasher = null;
    }

    /// The digest of all that has arrived; nothing may be added afterwards.
    Digest finish(Digest.Algorithm wanted) throws IOException {
      var digest = Digest.finish(wanted, hasher(wanted));
      hasher = null;
      return digest;
    }

    private MessageDigest hasher(Digest.Algorithm wanted) throws IOException {
      var current = hasher;
      if (current == null || algorithm != wanted) {
        current = read(wanted, file);
        hasher = current;
        algorithm = wanted;
      }
      return current;
    }

    private static MessageDigest read(Digest.Algorithm algorithm, Path file) throws IOException {
      var hasher = algorithm.hasher();
      var buffer = new byte[128 * 1024];
      try (var stream = Files.newInputStream(file)) {
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
          hasher.update(buffer, 0, count);
        }
      }
      return hasher;
    }
  }
}
