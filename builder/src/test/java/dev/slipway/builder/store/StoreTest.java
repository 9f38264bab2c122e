package dev.slipway.builder.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.store.ImageRecord.LayerRecord;
import dev.slipway.image.ChainId;
import dev.slipway.image.Digest;
import dev.slipway.image.Reference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final Instant LONG_AGO = Instant.EPOCH;
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir private Path folder;

  private Path root() {
    return folder.resolve("store");
  }

  private static Digest layer(Store store, String content) throws IOException {
    var draft = store.layers().draft();
    Files.writeString(draft.tar(), content);
    Files.writeString(draft.index(), "index");
    return store.layers().adopt(draft, Digest.of(content.getBytes(UTF_8))).diffId();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void refusesAFolderOfAnotherVersion() throws IOException {
    Files.createDirectories(root());
    Files.writeString(root().resolve("version"), "slipway-store 99\n");
    assertThatThrownBy(() -> Store.open(root()))
        .isInstanceOf(BuildException.MachineFailed.class)
        .hasMessageContaining("slipway-store 99")
        .hasMessageContaining("SLIPWAY_HOME");
  }

  @Test
  void mayBeOpenedTwiceInOneProcess() throws IOException {
    try (var first = Store.open(root());
        var second = Store.open(root())) {
      var digest = layer(first, "tar");
      assertThat(second.layers().find(digest)).isPresent();
    }
  }

  @Test
  void leavesNothingTemporaryWhenItIsClosed() throws IOException {
    try (var store = Store.open(root())) {
      Files.writeString(store.layers().draft().tar(), "never adopted");
    }
    assertThat(files(root().resolve("tmp"))).isEmpty();
  }

  @Test
  void removesWhatADeadProcessLeft() throws IOException {
    var dead = Files.createDirectories(root().resolve("tmp/dead"));
    Files.writeString(dead.resolve("alive"), "");
    Files.writeString(dead.resolve("blob-1"), "half of it");
    try (var _ = Store.open(root())) {
      assertThat(dead).doesNotExist();
    }
  }

  @Nested
  class OfBlobs {
    @Test
    void keepsWhatIsAsPromised() throws IOException {
      var bytes = "content".getBytes(UTF_8);
      var digest = Digest.of(bytes);
      try (var store = Store.open(root())) {
        store.blobs().put(digest, bytes.length, new ByteArrayInputStream(bytes));
        assertThat(store.blobs().find(digest))
            .get()
            .satisfies(f -> assertThat(f).hasContent("content"));
      }
    }

    @Test
    void keepsNothingOfOtherBytes() throws IOException {
      var digest = Digest.of("content".getBytes(UTF_8));
      var others = "CONTENT".getBytes(UTF_8);
      try (var store = Store.open(root())) {
        assertThatThrownBy(
                () -> store.blobs().put(digest, others.length, new ByteArrayInputStream(others)))
            .isInstanceOf(BuildException.Malformed.class)
            .hasMessageContaining(digest.toString())
            .hasMessageContaining(Digest.of(others).toString());
        assertThat(store.blobs().find(digest)).isEmpty();
      }
    }

    @Test
    void readsNoMoreThanWasPromised() throws IOException {
      var digest = Digest.of("content".getBytes(UTF_8));
      var more = "content and more".getBytes(UTF_8);
      try (var store = Store.open(root())) {
        assertThatThrownBy(() -> store.blobs().put(digest, 7, new ByteArrayInputStream(more)))
            .isInstanceOf(BuildException.Malformed.class)
            .hasMessageContaining("more bytes");
      }
    }
  }

  @Nested
  class OfLayers {
    @Test
    void areTakenOnceWhenTwoMakeTheSame() throws IOException {
      try (var store = Store.open(root())) {
        var first = layer(store, "tar");
        var second = layer(store, "tar");
        assertThat(first).isEqualTo(second);
        assertThat(store.layers().find(first)).isPresent();
      }
    }

    @Test
    void areReadAgainAfterTheMachineWasStartedAnew() throws IOException {
      try (var store = Store.open(root())) {
        var whole = layer(store, "whole");
        var torn = layer(store, "torn");
        for (var digest : List.of(whole, torn)) {
          var stored = store.layers().find(digest).orElseThrow();
          Files.writeString(stored.tar().resolveSibling("boot"), "an earlier run");
        }
        Files.writeString(store.layers().find(whole).orElseThrow().tar(), "whole");
        var tornTar = root().resolve("layers/sha256").resolve(torn.hex()).resolve("tar");
        Files.writeString(tornTar, "to");
        assertThat(store.layers().find(whole)).isPresent();
        assertThat(store.layers().find(torn)).isEmpty();
        assertThat(tornTar).doesNotExist();
      }
    }
  }

  @Nested
  class OfSteps {
    @Test
    void rememberTheWholeChain() {
      var key = Digest.of("key".getBytes(UTF_8));
      var chain =
          List.of(
              new Steps.Made(Digest.of("base".getBytes(UTF_8)), Optional.empty()),
              new Steps.Made(
                  Digest.of("made".getBytes(UTF_8)),
                  Optional.of(Instant.parse("2026-11-22T01:02:03.456789012Z"))));
      try (var store = Store.open(root())) {
        store.steps().remember(key, chain);
        assertThat(store.steps().find(key)).contains(chain);
      }
    }

    @Test
    void forgetAnEntryThatIsCutShort() throws IOException {
      var key = Digest.of("key".getBytes(UTF_8));
      try (var store = Store.open(root())) {
        store
            .steps()
            .remember(
                key, List.of(new Steps.Made(Digest.of("base".getBytes(UTF_8)), Optional.empty())));
        var file = files(root().resolve("steps")).getFirst();
        var text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 4));
        assertThat(store.steps().find(key)).isEmpty();
      }
    }
  }

  @Nested
  class OfItsSize {
    @Test
    void countsAllThatIsThereAndFilesOfManyNamesOnce() throws IOException {
      try (var store = Store.open(root())) {
        var layer = layer(store, "a layer");
        store.blobs().put("a blob".getBytes(UTF_8));
        store.layers().remember(layer, "gzip-6", new CompressedLayer(layer, 7));
        Files.writeString(store.contextDigests(), "of files");
        Files.writeString(Files.createDirectories(root().resolve("inputs")).resolve("x"), "inputs");
        Files.writeString(root().resolve("stranger"), "of another version");
        var tree = Files.createDirectories(store.snapshots().resolve("host/x/fs"));
        Files.createLink(
            tree.resolve("second"), Files.writeString(tree.resolve("first"), "one file"));
        var usage = Usage.of(store);
        assertThat(usage.bytes()).isEqualTo(size(root()));
        assertThat(usage.departments())
            .filteredOn(department -> department.bytes() > 0)
            .extracting(Usage.Department::name)
            .contains("compressed forms", "context digests", "inputs of builds");
        assertThat(usage.departments())
            .filteredOn(department -> department.name().equals("snapshots"))
            .containsExactly(new Usage.Department("snapshots", 1, "one file".length()));
      }
    }

    // As du has it, which counts a file of many names once.
    private static long size(Path folder) throws IOException {
      long sum = 0;
      var seen = new HashSet<Object>();
      try (var all = Files.walk(folder)) {
        for (var file : all.filter(Files::isRegularFile).toList()) {
          sum += seen.add(Files.getAttribute(file, "unix:ino")) ? Files.size(file) : 0;
        }
      }
      return sum;
    }
  }

  @Nested
  class OfNames {
    private Digest named(Store store, String... names) throws IOException {
      var layer = layer(store, names[0]);
      var config = store.blobs().put(names[0].getBytes(UTF_8));
      var image =
          ImageRecord.built(config, LONG_AGO, List.of(new LayerRecord(layer, Optional.empty())));
      for (var name : names) {
        store.images().name(Reference.parse(name), image);
      }
      return layer;
    }

    private static List<Reference> references(String... names) {
      return Stream.of(names).map(Reference::parse).toList();
    }

    @Test
    void removesSeveralAndKeepsTheOthers() throws IOException {
      try (var store = Store.open(root())) {
        named(store, "app", "app:1", "localhost:5000/team/app@sha256:" + "a".repeat(64));
        assertThat(
                store
                    .images()
                    .remove(
                        references(
                            "app",
                            "app:latest",
                            "localhost:5000/team/app@sha256:" + "a".repeat(64))))
            .hasSize(2);
        assertThat(store.images().names()).containsExactlyElementsOf(references("app:1"));
      }
    }

    @Test
    void removesNoneWhereOneIsMissing() throws IOException {
      try (var store = Store.open(root())) {
        named(store, "app:1", "web");
        assertThatThrownBy(() -> store.images().remove(references("app:1", "app", "wep", "other")))
            .isInstanceOf(BuildException.Definition.class)
            .hasMessage(
                "there is no image 'app:latest' (did you mean app:1?),"
                    + " 'wep:latest' (did you mean web:latest?), 'other:latest' in the local store;"
                    + " it has app:1, web:latest; nothing was removed");
        assertThat(store.images().names()).hasSize(2);
        for (int i = 0; i < 10; i++) {
          named(store, "b:" + i);
        }
        assertThatThrownBy(() -> store.images().remove(references("other")))
            .hasMessageContaining("it has app:1, b:0, b:1")
            .hasMessageContaining("b:8 and 2 more (`slipway images`);");
      }
    }

    @Test
    void removesOneWhoseImageCannotBeRead() throws IOException {
      try (var store = Store.open(root())) {
        named(store, "app");
        for (var file : files(root().resolve("images"))) {
          Files.writeString(file, "of another version");
        }
        store.images().remove(references("app"));
        assertThat(store.images().names()).isEmpty();
      }
    }

    @Test
    void mayBeRemovedWhileABuildRunsWhichKeepsWhatTheyNamed() throws IOException {
      try (var build = Store.open(root())) {
        var layer = named(build, "app");
        try (var other = Store.open(root())) {
          other.images().remove(references("app"));
        }
        assertThat(Pruning.prune(root(), LATER, _ -> {})).isEmpty();
        assertThat(build.layers().find(layer)).isPresent();
      }
      Pruning.prune(root(), LATER, _ -> {});
      assertThat(files(root().resolve("layers"))).isEmpty();
    }

    @Test
    void areRemovedAfterAPruningThatIsGoingOn() throws Exception {
      Digest layer;
      try (var store = Store.open(root())) {
        layer = named(store, "app");
      }
      Files.createDirectories(root().resolve("snapshots/host/" + "a".repeat(64)));
      var removal = new CompletableFuture<Boolean>();
      var waited = new ArrayList<Boolean>();
      Pruning.prune(
          root(),
          LATER,
          _ -> {
            Thread.ofPlatform()
                .start(
                    () -> {
                      try (var store = Store.open(root())) {
                        store.images().remove(references("app"));
                        removal.complete(store.layers().find(layer).isPresent());
                      }
                    });
            LockSupport.parkNanos(200_000_000);
            waited.add(!removal.isDone());
          });
      assertThat(waited).containsExactly(true);
      assertThat(removal.get()).isTrue();
    }

    @Test
    void areWaitedForInWordsWhenThePruningTakesLong() throws Exception {
      Store.open(root()).close();
      Files.createDirectories(root().resolve("snapshots/host/" + "a".repeat(64)));
      var heard = new ArrayList<BuildEvent>();
      var opening = new CompletableFuture<Boolean>();
      Pruning.prune(
          root(),
          LATER,
          _ -> {
            Thread.ofPlatform()
                .start(
                    () -> {
                      Store.open(root(), heard::add).close();
                      opening.complete(true);
                    });
            LockSupport.parkNanos(1_500_000_000);
          });
      assertThat(opening.get()).isTrue();
      var subject = "the local store at " + root().toRealPath();
      assertThat(heard)
          .satisfiesExactly(
              waiting ->
                  assertThat(waiting)
                      .isEqualTo(new BuildEvent.Waiting(subject, "another process prunes it")),
              resumed ->
                  assertThat(resumed)
                      .isInstanceOfSatisfying(
                          BuildEvent.Resumed.class,
                          event -> {
                            assertThat(event.subject()).isEqualTo(subject);
                            assertThat(event.waited()).isGreaterThan(Duration.ofSeconds(1));
                          }));
    }
  }

  @Nested
  class Pruned {
    @Test
    void dropsDigestsOfContextFilesThatNoBuildAskedForSince() throws IOException {
      Path digests;
      try (var store = Store.open(root())) {
        digests = Files.writeString(store.contextDigests(), "of files");
      }
      Pruning.prune(root(), LONG_AGO, _ -> {});
      assertThat(digests).exists();
      Pruning.prune(root(), LATER, _ -> {});
      assertThat(digests).doesNotExist();
    }

    @Test
    void keepsWhatANamedImageNeeds() throws IOException {
      Digest kept;
      Digest dropped;
      Digest config;
      try (var store = Store.open(root())) {
        kept = layer(store, "kept");
        dropped = layer(store, "dropped");
        config = store.blobs().put("{}".getBytes(UTF_8));
        store
            .images()
            .name(
                Reference.parse("app"),
                ImageRecord.built(
                    config, LONG_AGO, List.of(new LayerRecord(kept, Optional.empty()))));
      }
      var removed = Pruning.prune(root(), LATER, _ -> {});
      assertThat(removed).get().satisfies(what -> assertThat(what.files()).isPositive());
      try (var store = Store.open(root())) {
        assertThat(store.layers().find(kept)).isPresent();
        assertThat(store.layers().find(dropped)).isEmpty();
        assertThat(store.blobs().find(config)).isPresent();
      }
    }

    @Test
    void handsOverSnapshotsThatNoChainNeedsAndNothingOfLivingWorkers() throws IOException {
      Digest made;
      try (var store = Store.open(root())) {
        made = layer(store, "made");
        var key = Digest.of("key".getBytes(UTF_8));
        store.steps().remember(key, List.of(new Steps.Made(made, Optional.of(LONG_AGO))));
      }
      var needed = ChainId.all(List.of(made)).getFirst();
      var other = ChainId.all(List.of(Digest.of("other".getBytes(UTF_8)))).getFirst();
      var snapshots = root().resolve("snapshots/host");
      for (var name :
          List.of(
              SnapshotNames.layer(needed),
              SnapshotNames.fuse(needed),
              SnapshotNames.whole(needed),
              SnapshotNames.layer(other),
              SnapshotNames.fuse(other),
              SnapshotNames.whole(other),
              SnapshotNames.WORKERS)) {
        Files.createDirectories(snapshots.resolve(name));
      }
      Files.writeString(snapshots.resolve(SnapshotNames.layer(other)).resolve("file"), "12345");
      assertThat(Pruning.preview(root(), LONG_AGO)).contains(new Pruning.Removed(1, 5));
      var handedOver = new ArrayList<String>();
      var removed =
          Pruning.prune(root(), LONG_AGO, path -> handedOver.add(path.getFileName().toString()));
      assertThat(removed).contains(new Pruning.Removed(1, 5));
      assertThat(handedOver)
          .containsExactlyInAnyOrder(
              SnapshotNames.layer(other), SnapshotNames.fuse(other), SnapshotNames.whole(other));
    }

    @Test
    void keepsResultsThatWereUsedSince() throws IOException {
      Digest made;
      var key = Digest.of("key".getBytes(UTF_8));
      try (var store = Store.open(root())) {
        made = layer(store, "made");
        store.steps().remember(key, List.of(new Steps.Made(made, Optional.of(LONG_AGO))));
      }
      Pruning.prune(root(), LONG_AGO, _ -> {});
      try (var store = Store.open(root())) {
        assertThat(store.layers().find(made)).isPresent();
        assertThat(store.steps().find(key)).isPresent();
      }
    }

    @Test
    void removesNothingWhileABuildHasItOpen() throws IOException {
      try (var store = Store.open(root())) {
        var digest = layer(store, "in use");
        assertThat(Pruning.prune(root(), LATER, _ -> {})).isEmpty();
        assertThat(store.layers().find(digest)).isPresent();
      }
    }
  }
}
