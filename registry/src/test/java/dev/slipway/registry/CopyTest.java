package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.Index;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CopyTest {
  private final SampleImage image = SampleImage.of("app", 1_000_000, "linux/amd64");
  private final SampleImage other = SampleImage.of("other", 1000, "linux/arm64");
  private final MemoryPlace target = new MemoryPlace("target");
  private final List<CopyEvent> events = new CopyOnWriteArrayList<>();

  @Test
  void sendsBlobsThenManifestsThenTags() {
    var copied =
        Copy.between(image.place("1"), target)
            .withListener(events::add)
            .run("1", List.of("a", "b"));

    assertThat(copied).isEqualTo(image.manifest().descriptor());
    assertThat(target.tags()).containsExactly("a", "b");
    var manifest = new CopyEvent.Started(image.manifest().descriptor());
    assertThat(events.subList(0, events.indexOf(manifest)))
        .contains(
            new CopyEvent.Arrived(image.layer(), Arrival.SENT),
            new CopyEvent.Arrived(image.config().descriptor(), Arrival.SENT),
            new CopyEvent.Moved(image.layer(), image.layer().size()));
    assertThat(events)
        .endsWith(
            new CopyEvent.Arrived(image.manifest().descriptor(), Arrival.SENT),
            new CopyEvent.Tagged(image.manifest().descriptor(), "a"),
            new CopyEvent.Tagged(image.manifest().descriptor(), "b"));
  }

  @Test
  void sendsNothingTwice() {
    Copy.between(image.place("1"), target).run("1", List.of("a"));

    Copy.between(image.place("1"), target).withListener(events::add).run("1", List.of("b"));

    assertThat(events).containsExactly(new CopyEvent.Tagged(image.manifest().descriptor(), "b"));
  }

  @Test
  void takesOnePlatformOutOfAnIndex() {
    var source = SampleImage.index("multi", List.of(image, other));

    var copied =
        Copy.between(source, target)
            .withPlatform(Platform.parse("linux/arm64"))
            .run("multi", List.of("one"));

    assertThat(copied.digest()).isEqualTo(other.manifest().digest());
    assertThat(target.exists(image.manifest().descriptor())).isFalse();
  }

  @Test
  void saysWhichPlatformsThereAre() {
    var source = SampleImage.index("multi", List.of(image, other));
    var copy = Copy.between(source, target).withPlatform(Platform.parse("linux/s390x"));

    assertThatThrownBy(() -> copy.run("multi", List.of()))
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessageContaining("linux/s390x")
        .hasMessageContaining("[linux/amd64, linux/arm64]");
  }

  @Test
  void leavesNoTagWhenABlobIsMissing() {
    var source = new MemoryPlace("source");
    source.offer(image.config());
    source.offer(image.manifest());
    source.tag(image.manifest(), "1");

    assertThatThrownBy(() -> Copy.between(source, target).run("1", List.of("a")))
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessageStartingWith("cannot read from source: ")
        .hasMessageContaining(image.layer().digest().toString());
    assertThat(target.tags()).isEmpty();
    assertThat(target.exists(image.manifest().descriptor())).isFalse();
  }

  @Test
  void saysWhenTheSourceBreaks() {
    var source = image.place("1");
    source.offer(
        image.layer(),
        () -> {
          throw new IOException("the disk is gone");
        });

    assertThatThrownBy(() -> Copy.between(source, target).run("1", List.of("a")))
        .hasMessageStartingWith("cannot read from memory: ")
        .hasMessageContaining("the disk is gone");
  }

  @Test
  void refusesOtherBytes() {
    var source = image.place("1");
    source.offer(image.layer(), Blob.of(other.archive()));

    assertThatThrownBy(() -> Copy.between(source, target).run("1", List.of("a")))
        .isInstanceOf(RegistryException.Mismatch.class)
        .hasMessageStartingWith("cannot read from memory: ");
  }

  @Test
  void refusesIndexesThatAreNestedTooDeep() {
    var source = new MemoryPlace("source");
    image.offer(source);
    Descriptor inner = image.manifest().descriptor();
    Document index = image.manifest();
    for (int depth = 0; depth < 10; depth++) {
      index = Index.of(List.of(inner)).document();
      source.offer(index);
      inner = index.descriptor();
    }
    source.tag(index, "deep");

    assertThatThrownBy(() -> Copy.between(source, target).run("deep", List.of()))
        .isInstanceOf(RegistryException.Malformed.class)
        .hasMessageContaining("nested");
  }

  @Test
  void leavesOutLayersThatAreOnlyToBeHadElsewhere() {
    var foreign =
        new Descriptor(
            MediaType.DOCKER_FOREIGN_LAYER, image.layer().digest(), image.layer().size());
    var manifest =
        dev.slipway.image.Manifest.of(image.config().descriptor(), List.of(foreign)).document();
    var source = new MemoryPlace("source");
    source.offer(image.config());
    source.offer(manifest);
    source.tag(manifest, "1");

    Copy.between(source, target).run("1", List.of("1"));

    assertThat(target.exists(foreign)).isFalse();
    assertThat(target.tags()).containsExactly("1");
  }
}
