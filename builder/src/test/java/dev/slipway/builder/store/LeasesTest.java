package dev.slipway.builder.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.store.CacheMounts.Sharing;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final class Told implements Waiting {
    final AtomicInteger began = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();

    @Override
    public void began() {
      began.incrementAndGet();
    }

    @Override
    public void ended(Duration waited) {
      ended.incrementAndGet();
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
    assertThat(told.began.get() + told.ended.get()).isZero();
  }

  @Test
  void aLongOneIsToldOnceAndSoIsItsEnd() throws InterruptedException {
    var told = new Told();
    var first = store.gitMirrors().lease(NAME, new Told());
    var second = Thread.ofPlatform().start(() -> store.gitMirrors().lease(NAME, told).close());
    Thread.sleep(1500);
    assertThat(told.began.get()).isEqualTo(1);
    assertThat(told.ended.get()).isZero();
    first.close();
    second.join();
    assertThat(told.began.get()).isEqualTo(1);
    assertThat(told.ended.get()).isEqualTo(1);
  }

  @Test
  void whoIsCancelledWaitsNoLonger() throws InterruptedException {
    var thrown = new CompletableFuture<RuntimeException>();
    try (var _ = store.gitMirrors().lease(NAME, new Told())) {
      var second =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (var _ = store.gitMirrors().lease(NAME, new Told())) {
                      thrown.complete(new IllegalStateException("two have the mirror"));
                    } catch (RuntimeException e) {
                      thrown.complete(e);
                    }
                  });
      second.interrupt();
      second.join();
    }
    assertThat(thrown.join()).isInstanceOf(BuildException.Cancelled.class);
  }

  @Test
  void aMirrorIsLocked() throws IOException {
    var file = folder.resolve("git").resolve(NAME.hex()).resolve("lock");
    try (var _ = store.gitMirrors().lease(NAME, new Told())) {
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
