package dev.slipway.builder.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.store.CacheMounts.Sharing;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Caches and mirrors in use are locked for other processes, too: the kernel says so.
class LeasesTest {
  private static final Path LOCKS = Path.of("/proc/locks");
  private static final Digest NAME =
      Digest.of("a".getBytes(java.nio.charset.StandardCharsets.UTF_8));

  @TempDir private Path folder;
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /// How `file` is locked: `READ`, `WRITE` or not at all.
  private static Optional<String> locked(Path file) throws IOException {
    var inode = ":%s ".formatted(Files.getAttribute(file, "unix:ino"));
    return Files.readAllLines(LOCKS).stream()
        .filter(line -> line.contains(inode))
        .map(line -> line.contains(" WRITE ") ? "WRITE" : "READ")
        .findFirst();
  }

  private CacheMounts.Lease lease(Sharing sharing) {
    return store.cacheMounts().lease("host", NAME, sharing, new Told());
  }

  /// Counts what is said of a wait.
  private static final class Told implements CacheMounts.Waiting {
    int began;
    int ended;

    @Override
    public void began() {
      began++;
    }

    @Override
    public void ended(Duration waited) {
      ended++;
    }
  }

  private static Path lock(CacheMounts.Lease lease) {
    return lease.folder().resolve("lock");
  }

  @Test
  void aLockedCacheIsLocked() throws IOException {
    Path file;
    try (var lease = lease(Sharing.LOCKED)) {
      file = lock(lease);
      assertThat(locked(file)).contains("WRITE");
    }
    assertThat(locked(file)).isEmpty();
  }

  @Test
  void aPrivateCacheIsLockedAndTheNextIsAnother() throws IOException {
    try (var one = lease(Sharing.PRIVATE);
        var two = lease(Sharing.PRIVATE)) {
      assertThat(two.folder()).isNotEqualTo(one.folder());
      assertThat(locked(lock(one))).contains("WRITE");
      assertThat(locked(lock(two))).contains("WRITE");
    }
  }

  @Test
  void aSharedCacheKeepsOnlyOthersAway() throws IOException {
    try (var one = lease(Sharing.SHARED)) {
      try (var two = lease(Sharing.SHARED)) {
        assertThat(two.folder()).isEqualTo(one.folder());
      }
      assertThat(locked(lock(one))).contains("READ");
    }
  }

  @Test
  void aShortWaitIsNotWorthAWord() throws InterruptedException {
    var told = new Told();
    var first = lease(Sharing.LOCKED);
    var second =
        Thread.ofPlatform()
            .start(() -> store.cacheMounts().lease("host", NAME, Sharing.LOCKED, told).close());
    Thread.sleep(100);
    first.close();
    second.join();
    assertThat(told.began + told.ended).isZero();
  }

  @Test
  void aMirrorIsLocked() throws IOException {
    var file = folder.resolve("git").resolve(NAME.hex()).resolve("lock");
    try (var _ = store.gitMirrors().lease(NAME)) {
      assertThat(locked(file)).contains("WRITE");
    }
    assertThat(locked(file)).isEmpty();
  }

  @Test
  void aUseIsRemembered() throws IOException {
    var slot = lease(Sharing.LOCKED);
    slot.close();
    Files.setLastModifiedTime(lock(slot), FileTime.from(Instant.EPOCH));
    assertThat(CacheMounts.lastUse(slot.folder())).isEqualTo(Instant.EPOCH);
    lease(Sharing.LOCKED).close();
    assertThat(CacheMounts.lastUse(slot.folder())).isAfter(Instant.now().minusSeconds(60));
  }
}
