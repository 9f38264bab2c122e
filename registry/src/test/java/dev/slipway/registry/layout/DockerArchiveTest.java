package dev.slipway.registry.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.Copy;
import dev.slipway.registry.MemoryPlace;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.SampleImage;
import dev.slipway.registry.Validation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DockerArchiveTest {
  private static final byte[] LAYER = bytes("a layer");

  @TempDir private Path folder;

  @Test
  void hasTheManifestThatIsThere() {
    var image = SampleImage.of("app", 1000, "linux/amd64");
    var file = folder.resolve("a.tar");
    try (var archive = GrowingArchive.create(file, GrowingArchive.Kind.DOCKER)) {
      Copy.between(image.place("x"), archive).run("x", List.of());
      archive.name(image.manifest(), Reference.parse("app:1"));
      archive.name(image.manifest(), Reference.parse("example.org/app:2"));
    }
    try (var archive = DockerArchive.open(file)) {
      assertThat(archive.tags()).containsExactly("app:1", "example.org/app:2");
      assertThat(archive.resolve("app:1")).isEqualTo(image.manifest().descriptor());
      assertThat(archive.sole().digest()).isEqualTo(image.manifest().digest());
      assertThat(Validation.of(archive, archive.sole()).findings()).isEmpty();
    }
  }

  @Test
  void makesAManifestWhereThereIsNone() throws IOException {
    var file = legacy("[\"app:1\"]");
    try (var archive = DockerArchive.open(file)) {
      var manifest = archive.document(archive.resolve("app:1")).manifest();
      assertThat(manifest.layers())
          .singleElement()
          .satisfies(
              layer -> {
                assertThat(layer.mediaType()).isEqualTo(MediaType.OCI_LAYER);
                assertThat(layer.digest()).isEqualTo(Digest.of(LAYER));
              });
      assertThat(Validation.of(archive, archive.sole()).findings()).isEmpty();
      var copy = new MemoryPlace("memory");
      assertThat(Copy.between(archive, copy).run("docker.io/library/app:1", List.of("x")))
          .isEqualTo(archive.sole().plain());
      assertThat(archive.resolve("1")).isEqualTo(archive.sole().plain());
    }
  }

  @Test
  void hasImagesWithoutAName() throws IOException {
    try (var archive = DockerArchive.open(legacy("null"))) {
      assertThat(archive.tags()).isEmpty();
      assertThat(archive.sole().mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
      assertThatThrownBy(() -> archive.resolve("app:1"))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessageContaining("no tag 'app:1'");
    }
  }

  @Test
  @Timeout(8)
  void readsALayerOnceHoweverManyImagesHaveIt() throws IOException {
    var layer = new byte[32 << 20];
    System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8}, 0, layer, 0, 3);
    var file = folder.resolve("many.tar");
    try (var tar = new TarWriter(file)) {
      tar.add("c.json", config().bytes());
      tar.add("l.tar.gz", layer);
      var image = "{\"Config\":\"c.json\",\"RepoTags\":[\"app:%d\"],\"Layers\":[\"l.tar.gz\"]}";
      tar.add(
          "manifest.json",
          bytes(
              IntStream.range(0, 1000)
                  .mapToObj(image::formatted)
                  .collect(Collectors.joining(",", "[", "]"))));
    }
    try (var archive = DockerArchive.open(file)) {
      assertThat(archive.tags()).hasSize(1000);
      assertThat(archive.document(archive.resolve("app:7")).manifest().layers())
          .singleElement()
          .satisfies(found -> assertThat(found.digest()).isEqualTo(Digest.of(layer)));
    }
  }

  @Test
  @Timeout(8)
  void readsAConfigOnceHoweverManyImagesHaveIt() throws IOException {
    var config =
        ImageConfig.of(Platform.parse("linux/amd64"))
            .withLayer(
                Digest.of(LAYER),
                History.of(Instant.EPOCH, "x".repeat(4 << 20), History.Kind.LAYER))
            .document();
    var file = folder.resolve("configs.tar");
    try (var tar = new TarWriter(file)) {
      tar.add("c.json", config.bytes());
      tar.add("l.tar", LAYER);
      var image = "{\"Config\":\"c.json\",\"RepoTags\":[\"app:%d\"],\"Layers\":[\"l.tar\"]}";
      tar.add(
          "manifest.json",
          bytes(
              IntStream.range(0, 2000)
                  .mapToObj(image::formatted)
                  .collect(Collectors.joining(",", "[", "]"))));
    }
    try (var archive = DockerArchive.open(file)) {
      assertThat(archive.tags()).hasSize(2000);
      assertThat(archive.document(archive.resolve("app:7")).manifest().config().digest())
          .isEqualTo(config.digest());
      assertThatThrownBy(() -> archive.resolve("app:2000"))
          .hasMessageEndingWith("app:1013, app:1014 and 1980 more");
    }
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    var file = folder.resolve("b.tar");
    try (var tar = new TarWriter(file)) {
      tar.add(
          "manifest.json",
          bytes("[{\"Config\":\"../c.json\",\"RepoTags\":[],\"Layers\":[\"l.tar\"]}]"));
    }
    assertThatThrownBy(() -> DockerArchive.open(file))
        .isInstanceOf(RegistryException.Malformed.class)
        .hasMessageContaining("no file '../c.json'");
    var empty = folder.resolve("c.tar");
    try (var tar = new TarWriter(empty)) {
      tar.add("x", new byte[1]);
    }
    assertThatThrownBy(() -> DockerArchive.open(empty))
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessageContaining("manifest.json");
  }

  /// An archive as docker made it before version 25, but for what nobody reads.
  private Path legacy(String tags) throws IOException {
    var config = config();
    var file = folder.resolve("legacy.tar");
    try (var tar = new TarWriter(file)) {
      tar.add("abc/layer.tar", LAYER);
      tar.add(config.digest().hex() + ".json", config.bytes());
      tar.add(
          "manifest.json",
          bytes(
              "[{\"Config\":\"%s.json\",\"RepoTags\":%s,\"Layers\":[\"abc/layer.tar\"]}]"
                  .formatted(config.digest().hex(), tags)));
    }
    return file;
  }

  private static Document config() {
    return ImageConfig.of(Platform.parse("linux/amd64"))
        .withLayer(Digest.of(LAYER), History.of(Instant.EPOCH, "x", History.Kind.LAYER))
        .document();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
