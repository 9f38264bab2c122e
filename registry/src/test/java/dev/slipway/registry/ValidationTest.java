package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Index;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.registry.Validation.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationTest {
  private static final byte[] PLAIN = "an archive".repeat(100).getBytes(StandardCharsets.UTF_8);
  private static final Platform PLATFORM = Platform.parse("linux/amd64");

  private final MemoryPlace place = new MemoryPlace("memory");

  @Test
  void findsNothingWrongWithAnImageThatIsRight() {
    var image = SampleImage.of("app", 1000, "linux/amd64");
    var found = Validation.of(image.place("x"), image.manifest().descriptor());
    assertThat(found.findings()).isEmpty();
    assertThat(found.isValid()).isTrue();
    assertThat(found.documents()).isEqualTo(2);
    assertThat(found.layers()).isEqualTo(1);
    assertThat(found.bytes()).isEqualTo(image.layer().size());
  }

  @Test
  void looksThroughAllOfAnIndexAndReadsSharedPartsOnce() {
    var images =
        List.of(SampleImage.of("a", 10, "linux/amd64"), SampleImage.of("b", 10, "linux/arm64"));
    var source = SampleImage.index("multi", images);
    var found = Validation.of(source, source.resolve("multi"));
    assertThat(found.findings()).isEmpty();
    assertThat(found.documents()).isEqualTo(5);
    assertThat(found.layers()).isEqualTo(2);
  }

  @Test
  void unpacksZstd() {
    var layer = offer(MediaType.OCI_LAYER_ZSTD, Zstd.compress(PLAIN));
    assertThat(validate(image(config(Digest.of(PLAIN)), layer))).isEmpty();
  }

  @Test
  void saysWhatIsNotThere() {
    var layer = Descriptor.of(MediaType.OCI_LAYER, PLAIN);
    var manifest = image(config(Digest.of(PLAIN)), layer);
    var findings = validate(manifest);
    assertThat(findings).extracting(Validation.Finding::kind).containsExactly(Kind.ABSENT);
    assertThat(findings.getFirst().path()).containsExactly(manifest, layer);
    assertThat(findings.getFirst())
        .asString()
        .startsWith(
            "sha256:%s > sha256:%s: ".formatted(manifest.digest().brief(), layer.digest().brief()));
  }

  @Test
  void saysWhichBytesAreOthers() {
    var layer = Descriptor.of(MediaType.OCI_LAYER, PLAIN);
    place.offer(layer, Blob.of("other bytes".getBytes(StandardCharsets.UTF_8)));
    assertThat(kinds(image(config(Digest.of(PLAIN)), layer))).containsExactly(Kind.CONTENT);
  }

  @Test
  void saysThatALayerUnpacksToSomethingElse() {
    var layer = offer(MediaType.OCI_LAYER, PLAIN);
    var findings = validate(image(config(Digest.of(new byte[0])), layer));
    assertThat(findings).extracting(Validation.Finding::kind).containsExactly(Kind.DIFF_ID);
    assertThat(findings.getFirst().message())
        .contains(Digest.of(PLAIN).toString(), Digest.of(new byte[0]).toString());
  }

  @Test
  void saysThatALayerIsNotWhatItsTypeSays() {
    for (var type : List.of(MediaType.OCI_LAYER_GZIP, MediaType.OCI_LAYER_ZSTD)) {
      var layer = offer(type, PLAIN);
      assertThat(kinds(image(config(Digest.of(PLAIN)), layer))).containsExactly(Kind.MALFORMED);
    }
  }

  @Test
  void saysThatConfigAndManifestCountOtherwise() {
    var layer = offer(MediaType.OCI_LAYER, PLAIN);
    assertThat(kinds(image(config(Digest.of(PLAIN), Digest.of(PLAIN)), layer)))
        .containsExactly(Kind.LAYERS, Kind.LAYERS);
  }

  @Test
  void saysThatTheIndexSpeaksOfAnotherPlatform() {
    var manifest = image(config(Digest.of(PLAIN)), offer(MediaType.OCI_LAYER, PLAIN));
    var index = Index.of(List.of(manifest.withPlatform(Platform.parse("linux/arm64")))).document();
    place.offer(index);
    assertThat(kinds(index.descriptor())).containsExactly(Kind.PLATFORM);
  }

  @Test
  void saysThatADocumentCannotBeRead() {
    var broken = Document.of(MediaType.OCI_MANIFEST, "{".getBytes(StandardCharsets.UTF_8));
    var index = Index.of(List.of(broken.descriptor())).document();
    place.offer(broken);
    place.offer(index);
    assertThat(kinds(index.descriptor())).containsExactly(Kind.MALFORMED);
    assertThat(kinds(offer(MediaType.OCI_LAYER, PLAIN))).containsExactly(Kind.MALFORMED);
  }

  @Test
  void looksThroughArtifactsToo() {
    var empty = offer(MediaType.OCI_EMPTY, "{}".getBytes(StandardCharsets.UTF_8));
    var bundle = offer(new MediaType("application/x"), PLAIN);
    var manifest = Manifest.of(empty, List.of(bundle)).document();
    place.offer(manifest);
    var found = Validation.of(place, manifest.descriptor());
    assertThat(found.findings()).isEmpty();
    assertThat(found.layers()).isEqualTo(2);
  }

  @Test
  void takesNoHarmFromAnIndexWithoutEnd() {
    var inner = Index.of(List.of()).document();
    place.offer(inner);
    for (int i = 0; i < 20; i++) {
      inner = Index.of(List.of(inner.descriptor())).document();
      place.offer(inner);
    }
    assertThat(kinds(inner.descriptor())).containsExactly(Kind.MALFORMED);
  }

  private List<Validation.Finding> validate(Descriptor root) {
    return Validation.of(place, root).findings();
  }

  private List<Kind> kinds(Descriptor root) {
    return validate(root).stream().map(Validation.Finding::kind).toList();
  }

  private Descriptor image(ImageConfig config, Descriptor... layers) {
    place.offer(config.document());
    var manifest = Manifest.of(config.document().descriptor(), List.of(layers)).document();
    place.offer(manifest);
    return manifest.descriptor();
  }

  private Descriptor offer(MediaType type, byte[] content) {
    var descriptor = Descriptor.of(type, content);
    place.offer(descriptor, Blob.of(content));
    return descriptor;
  }

  private static ImageConfig config(Digest... diffIds) {
    var config = ImageConfig.of(PLATFORM);
    for (var diffId : diffIds) {
      config = config.withLayer(diffId, History.of(Instant.EPOCH, "a step", History.Kind.LAYER));
    }
    return config;
  }
}
