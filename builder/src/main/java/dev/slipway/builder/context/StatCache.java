package dev.slipway.builder.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Remembers which stamp had which content, in a file.
///
/// A stamp is believed only when it was old enough at the time of the look: within the grain of the
/// clock that stamps are made by, a second change leaves no trace. Several builds may share the
/// file: it is replaced whole, with what others put there meanwhile kept. A file that is missing,
/// damaged or of another version is an empty cache. It may be used by several threads at once.
public final class StatCache {
  /// A hash and when it last served, in days since 1970.
  record Line(FileStamp stamp, ContentHash hash, int day) {}

  private record FileIdentity(long device, long inode) {}

  private static final int DAYS_KEPT = 30;
  private static final int MOST_LINES = 500_000;

  private final Path file;
  private final int today;
  private final Map<FileIdentity, Line> news = new ConcurrentHashMap<>();
  // Read when it is first asked for, which a build that copies no file never does.
  private @Nullable StatTable table;

  private StatCache(Path file, InstantSource clock) {
    this.file = file;
    today = (int) (clock.instant().getEpochSecond() / 86_400);
  }

  /// The cache kept in `file`, which need not be there.
  public static StatCache in(Path file, InstantSource clock) {
    return new StatCache(file, clock);
  }

  private synchronized StatTable table() {
    if (table == null) {
      table = load(file);
    }
    return table;
  }

  private static StatTable load(Path file) {
    try {
      return StatTable.read(Files.readAllBytes(file));
    } catch (IOException _) {
      // It only saves work: what cannot be read is not known.
      return StatTable.EMPTY;
    }
  }

  private static FileIdentity identity(FileStamp stamp) {
    return new FileIdentity(stamp.device(), stamp.inode());
  }

  /// The hash of what a file with this stamp held.
  public Optional<ContentHash> find(FileStamp stamp) {
    // Empty in most builds, and asked for every file.
    var fresh = news.isEmpty() ? null : news.get(identity(stamp));
    if (fresh != null) {
      return fresh.stamp.equals(stamp) ? Optional.of(fresh.hash) : Optional.empty();
    }
    var known = table();
    int line = known.find(stamp);
    if (line == StatTable.NOWHERE) {
      return Optional.empty();
    }
    var hash = known.hash(line);
    if (known.day(line) < today - DAYS_KEPT / 4) {
      news.put(identity(stamp), new Line(stamp, hash, today));
    }
    return Optional.of(hash);
  }

  /// Remembers that the file whose stamp was `stamp` at `seen` held, when read after that, what has
  /// `hash`; unless the stamp was too young then to tell a later change.
  public void put(FileStamp stamp, ContentHash hash, Instant seen) {
    if (!stamp.isYoungAt(seen)) {
      news.put(identity(stamp), new Line(stamp, hash, today));
    }
  }

  /// Writes what is new to the file; does nothing when nothing is.
  ///
  /// @throws IOException when the file cannot be written
  public void save() throws IOException {
    save(file.resolveSibling(file.getFileName() + ".new-" + UUID.randomUUID()));
  }

  /// The same, writing `fresh` first, a file on the same file system that nobody has yet.
  ///
  /// @throws IOException when the file cannot be written
  public void save(Path fresh) throws IOException {
    if (news.isEmpty()) {
      return;
    }
    // Read again, because another build may have written since.
    var fromDisk = load(file);
    var all = new HashMap<FileIdentity, Line>();
    fromDisk.lines().forEach(line -> all.put(identity(line.stamp), line));
    all.putAll(news);
    int oldest = today - DAYS_KEPT;
    var kept =
        all.values().stream()
            .filter(line -> line.day >= oldest)
            .sorted((a, b) -> Integer.compare(b.day, a.day))
            .limit(MOST_LINES)
            .toList();
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      Files.write(fresh, StatTable.write(kept));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    synchronized (this) {
      table = null;
    }
    news.clear();
  }
}
