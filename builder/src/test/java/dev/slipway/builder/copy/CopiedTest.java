package dev.slipway.builder.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.context.FolderTree;
import dev.slipway.builder.context.HashedContents;
import dev.slipway.builder.context.StatCache;
import dev.slipway.builder.layer.Tars;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiedTest {
  @TempDir Path folder;

  private Path context() throws IOException {
    return Files.createDirectories(folder.resolve("context"));
  }

  private HashedContents digests() {
    var clock = InstantSource.system();
    return new HashedContents(StatCache.in(folder.resolve("stats"), clock), clock, 1);
  }

  private static Copied copy(FolderTree tree, RecordedLayer layer) throws IOException {
    return Copying.copy(
        Copies.request(CopyOptions.copy(), tree, new MemoryTree(), "f", "/f"), layer);
  }

  private static void key(FolderTree tree, HashedContents digests) throws IOException {
    var request = Copies.request(CopyOptions.copy(), tree, new MemoryTree(), "f", "/f");
    Selection.digest(request.sources(), request.options(), digests);
  }

  @Test
  void confirmsAFileThatStayedAsItWas() throws IOException, InterruptedException {
    Files.writeString(context().resolve("f"), "one");
    for (int pause : new int[] {0, 50}) {
      Thread.sleep(pause);
      var tree = FolderTree.of(context());
      var digests = digests();
      key(tree, digests);
      assertThat(copy(tree, new RecordedLayer()).confirms(digests)).isTrue();
    }
  }

  @Test
  void doesNotConfirmAFileThatChangedAfterItWasKeyed() throws IOException, InterruptedException {
    for (int pause : new int[] {0, 50}) {
      Files.writeString(context().resolve("f"), "one");
      Thread.sleep(pause);
      var tree = FolderTree.of(context());
      var digests = digests();
      key(tree, digests);
      Files.writeString(context().resolve("f"), "two");
      var layer = new RecordedLayer();
      assertThat(copy(tree, layer).confirms(digests)).isFalse();
      assertThat(Copies.content(layer.tree, TreePath.of("f"))).isEqualTo("two");
    }
  }

  @Test
  void watchesAnArchiveToo() throws IOException {
    var file = context().resolve("f");
    Files.write(file, new Tars().file("a", "one").toArray());
    var tree = FolderTree.of(context());
    var digests = digests();
    key(tree, digests);
    var request = Copies.request(CopyOptions.add(), tree, new MemoryTree(), "f", "/d");
    assertThat(Copying.copy(request, new RecordedLayer()).confirms(digests)).isTrue();
    Files.write(file, new Tars().file("a", "two").toArray());
    assertThat(Copying.copy(request, new RecordedLayer()).confirms(digests)).isFalse();
  }

  @Test
  void confirmsWhatDoesNotLieOnDisk() throws IOException {
    var tree = new MemoryTree().file("f", "x");
    var request = Copies.request(CopyOptions.copy(), tree, new MemoryTree(), "f", "/f");
    var layer = new RecordedLayer();
    assertThat(Copying.copy(request, layer).confirms(digests())).isTrue();
    assertThat(layer.tree.node(TreePath.of("f"))).isInstanceOf(Node.RegularFile.class);
  }
}
