package dev.slipway.builder.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatCacheTest {
  private static final Instant THEN = Instant.ofEpochSecond(1_700_000_000, 5);
  private static final Instant NOW = THEN.plusSeconds(60);
  private static final ContentHash ONE = hash("one");
  private static final ContentHash TWO = hash("two");

  @TempDir Path folder;

  private static ContentHash hash(String text) {
    var hasher = Digest.Algorithm.SHA256.hasher();
    hasher.update(text.getBytes(StandardCharsets.UTF_8));
    return ContentHash.finish(hasher);
  }

  private StatCache cache() {
    return cache(NOW);
  }

  private StatCache cache(Instant now) {
    return StatCache.in(folder.resolve("stats"), InstantSource.fixed(now));
  }

  private static FileStamp stamp(long inode, Instant changed) {
    return stamp(1, inode, 3, changed);
  }

  private static FileStamp stamp(long device, long inode, long size, Instant changed) {
    return new FileStamp(device, inode, size, nanoseconds(THEN), nanoseconds(changed));
  }

  private static long nanoseconds(Instant time) {
    return FileTime.from(time).to(TimeUnit.NANOSECONDS);
  }

  @Test
  void saysTheSameAsADigest() {
    var digest = Digest.of("one".getBytes(StandardCharsets.UTF_8));
    assertThat(ONE.digest()).isEqualTo(digest);
  }

  @Test
  void remembersAcrossProcesses() throws IOException {
    var cache = cache();
    cache.put(stamp(7, THEN), ONE, NOW);
    cache.put(stamp(8, THEN), TWO, NOW);
    cache.save();
    assertThat(cache().find(stamp(7, THEN))).contains(ONE);
    assertThat(cache().find(stamp(8, THEN))).contains(TWO);
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("stats"));
  }

  @Test
  void knowsNothingOfAFileThatChanged() {
    var cache = cache();
    cache.put(stamp(7, THEN), ONE, NOW);
    assertThat(cache.find(stamp(7, THEN.plusNanos(1)))).isEmpty();
    assertThat(cache.find(stamp(1, 7, 4, THEN))).isEmpty();
    assertThat(cache.find(stamp(2, 7, 3, THEN))).isEmpty();
    assertThat(cache.find(stamp(7, THEN))).contains(ONE);
  }

  @Test
  void distrustsAStampThatWasTooYoungWhenItWasSeen() {
    var cache = cache();
    cache.put(stamp(7, THEN), ONE, THEN.plusMillis(10));
    assertThat(cache.find(stamp(7, THEN))).isEmpty();
    var whole = Instant.ofEpochSecond(THEN.getEpochSecond());
    cache.put(stamp(8, whole), ONE, whole.plusMillis(1_000));
    assertThat(cache.find(stamp(8, whole))).isEmpty();
    var beyond = Instant.ofEpochSecond(10_000_000_000L, 1);
    cache.put(stamp(9, beyond), ONE, beyond.plusSeconds(60));
    assertThat(cache.find(stamp(9, beyond))).isEmpty();
  }

  @Test
  void keepsWhatAnotherProcessSavedMeanwhile() throws IOException {
    var mine = cache();
    var other = cache();
    other.put(stamp(7, THEN), ONE, NOW);
    other.save();
    mine.put(stamp(8, THEN), TWO, NOW);
    mine.save();
    assertThat(cache().find(stamp(7, THEN))).contains(ONE);
    assertThat(cache().find(stamp(8, THEN))).contains(TWO);
  }

  @Test
  void isEmptyWhereTheFileIsDamaged() throws IOException {
    var cache = cache();
    cache.put(stamp(7, THEN), ONE, NOW);
    cache.save();
    var file = folder.resolve("stats");
    var bytes = Files.readAllBytes(file);
    for (int i : List.of(0, 25, bytes.length - 1)) {
      var damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      assertThat(cache().find(stamp(7, THEN))).isEmpty();
    }
    Files.write(file, new byte[5]);
    assertThat(cache().find(stamp(7, THEN))).isEmpty();
  }

  @Test
  void forgetsWhatDidNotServeForAMonth() throws IOException {
    var cache = cache();
    cache.put(stamp(7, THEN), ONE, NOW);
    cache.put(stamp(9, THEN), ONE, NOW);
    cache.save();
    var later = cache(NOW.plus(Duration.ofDays(20)));
    assertThat(later.find(stamp(9, THEN))).contains(ONE);
    later.save();
    var muchLater = cache(NOW.plus(Duration.ofDays(40)));
    muchLater.put(stamp(8, THEN), TWO, NOW.plus(Duration.ofDays(40)));
    muchLater.save();
    assertThat(cache().find(stamp(7, THEN))).isEmpty();
    assertThat(cache().find(stamp(8, THEN))).contains(TWO);
    assertThat(cache().find(stamp(9, THEN))).contains(ONE);
  }

  @Test
  void sparesReadingAnUnchangedContext() throws IOException {
    var context = Files.createDirectory(folder.resolve("context"));
    var paths = new ArrayList<TreePath>();
    for (int i = 0; i < 20; i++) {
      Files.writeString(context.resolve("f" + i), "content " + i);
      paths.add(TreePath.of("f" + i));
    }
    var later = Instant.now().plusSeconds(10);
    var file = folder.resolve("stats");
    var clock = InstantSource.fixed(later);
    var cache = StatCache.in(file, clock);
    var first = new HashedContents(cache, clock, 2).of(FolderTree.of(context), paths);
    cache.save();
    assertThat(first.get(3)).isEqualTo(hash("content 3"));

    var again = new HashedContents(StatCache.in(file, clock), clock, 2);
    assertThat(again.of(FolderTree.of(context), paths)).isEqualTo(first);
    Files.writeString(context.resolve("f3"), "CONTENT 3");
    var third = again.of(FolderTree.of(context), paths);
    assertThat(third.get(3)).isEqualTo(hash("CONTENT 3"));
    assertThat(third.get(4)).isEqualTo(first.get(4));
  }

  @Test
  void isNotToldOfAFileThatChangesWhileItIsRead() throws IOException {
    var context = Files.createDirectory(folder.resolve("context"));
    Files.writeString(context.resolve("f"), "1");
    var tree = FolderTree.of(context);
    var stamp = tree.stamp(TreePath.of("f")).orElseThrow();
    Files.writeString(context.resolve("f"), "22");
    var clock = InstantSource.fixed(Instant.now().plusSeconds(10));
    var cache = StatCache.in(folder.resolve("stats"), clock);
    assertThat(new HashedContents(cache, clock, 1).of(tree, List.of(TreePath.of("f"))))
        .containsExactly(hash("22"));
    assertThat(cache.find(stamp)).isEmpty();
  }
}
