package dev.slipway.builder.store;

import dev.slipway.image.Digest;
import dev.slipway.registry.Repository;
import dev.slipway.registry.remote.UploadJournal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Remembers the large uploads that are under way, for the process after this one.
///
/// An address may hold what lets its holder write, so only the owner of the store may read it. What
/// cannot be written is not remembered, and what cannot be read was not: the worst that comes of it
/// is that bytes are sent again.
public final class Uploads implements UploadJournal {
  private static final String HEADER = "slipway-upload 1";
  // Entries do not wait for the disk, so one may be cut short when the machine dies.
  private static final String END = "end";
  private static final String SESSION = "session";
  private static final String LOCK = "lock";
  private static final int MAX_BYTES = 64 * 1024;

  private final Path folder;
  private final Scratch scratch;

  Uploads(Path folder, Scratch scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  @Override
  public Optional<Entry> claim(Repository repository, Digest blob) {
    var subject = List.of(HEADER, repository.toString(), blob.toString());
    var name = Digest.of(String.join("\n", subject).getBytes(StandardCharsets.UTF_8)).hex();
    var place = folder.resolve(name);
    try {
      Files.createDirectories(
          place,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return StoreLock.attempt(place.resolve(LOCK), StoreLock.Kind.ALONE)
          .map(lock -> new Claimed(subject, place.resolve(SESSION), lock));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// When the entry in the folder `entry` was written last.
  static Instant lastUse(Path entry) throws IOException {
    var session = entry.resolve(SESSION);
    return Files.getLastModifiedTime(Files.exists(session) ? session : entry).toInstant();
  }

  /// Whether anything is remembered in the folder `entry`.
  static boolean isUsed(Path entry) {
    return Files.exists(entry.resolve(SESSION));
  }

  private final class Claimed implements Entry {
    private final List<String> subject;
    private final Path file;
    private final StoreLock lock;

    Claimed(List<String> subject, Path file, StoreLock lock) {
      this.subject = subject;
      this.file = file;
      this.lock = lock;
    }

    @Override
    public Optional<UploadSession> find() {
      try {
        return Files.size(file) > MAX_BYTES ? Optional.empty() : parse(Files.readAllLines(file));
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    private Optional<UploadSession> parse(List<String> lines) {
      int count = subject.size();
      if (lines.size() != count + 3
          || !lines.subList(0, count).equals(subject)
          || !lines.getLast().equals(END)) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new UploadSession(URI.create(lines.get(count)), Long.parseLong(lines.get(count + 1))));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public void remember(UploadSession session) {
      var text =
          String.join("\n", subject)
              + "\n%s\n%d\n%s\n".formatted(session.location(), session.smallest(), END);
      try {
        AtomicFile.writeForOwner(scratch, file, text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // What was remembered before may be out of date now, and then the registry says so.
        return;
      }
    }

    @Override
    public void forget() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // The registry will say that it has no such upload.
        return;
      }
    }

    @Override
    public void close() {
      lock.close();
    }
  }
}
