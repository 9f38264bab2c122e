package dev.slipway.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
  private static final Descriptor CONFIG =
      Descriptor.of(MediaType.OCI_CONFIG, "{}".getBytes(UTF_8));
  private static final Descriptor LAYER =
      Descriptor.of(MediaType.OCI_LAYER_GZIP, "layer".getBytes(UTF_8));

  @Test
  void keepsTheBytesAsTheyCame() {
    var text =
        """
        { "layers":[], "schemaVersion": 2,
          "config": %s }
        """
            .formatted(Json.writeText(CONFIG.write()));
    var document = Document.of(MediaType.OCI_MANIFEST, text.getBytes(UTF_8));

    assertThat(document.manifest().config()).isEqualTo(CONFIG);
    assertThat(document.bytes()).isEqualTo(text.getBytes(UTF_8));
  }

  @Test
  void refusesBytesOfAnotherDigest() {
    assertThatThrownBy(() -> new Document(CONFIG, "[]".getBytes(UTF_8)))
        .isInstanceOf(ImageException.Mismatch.class)
        .hasMessageContaining(CONFIG.digest().toString())
        .hasMessageContaining(Digest.of("[]".getBytes(UTF_8)).toString());
  }

  @Test
  void readsWhatItWrites() {
    var manifest = Manifest.of(CONFIG, List.of(LAYER, LAYER.withAnnotations(Map.of("b", "2"))));
    var index =
        Index.of(
            List.of(
                manifest.document().descriptor().withPlatform(Platform.parse("linux/arm/v7")),
                manifest.document().descriptor().withArtifactType("text/plain")));

    assertThat(manifest.document().manifest()).isEqualTo(manifest);
    assertThat(index.document().index()).isEqualTo(index);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{} {}",
        "{}",
        "{\"schemaVersion\":1}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":2,\"schemaVersion\":2,\"config\":CONFIG}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"manifests\":[]}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":{}}",
        "{\"schemaVersion\":2,\"config\":CONFIG,\"layers\":[1]}",
        "{\"schemaVersion\":2,\"mediaType\":\"a/b\",\"config\":CONFIG,\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"size\":1,\"digest\":\"sha256:../../etc\"}}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"size\":-1,\"digest\":\"DIGEST\"}}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"size\":99999999999999999999,\"digest\":\"DIGEST\"}}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"size\":2,\"digest\":\"DIGEST\",\"data\":\"AAAA\"}}",
      })
  void refusesWhatIsNoManifest(String template) {
    var text =
        template
            .replace("CONFIG", Json.writeText(CONFIG.write()))
            .replace("DIGEST", CONFIG.digest().toString());
    var document = Document.of(MediaType.OCI_MANIFEST, text.getBytes(UTF_8));

    assertThatThrownBy(document::manifest).isInstanceOf(ImageException.class);
  }

  @Test
  void refusesNestingThatIsTooDeep() {
    var text = "{\"a\":".repeat(200) + "1" + "}".repeat(200);

    assertThatThrownBy(() -> Json.readObject("text", text.getBytes(UTF_8)))
        .isInstanceOf(ImageException.Malformed.class);
  }

  @Test
  void refusesDocumentsThatAreTooLarge() {
    assertThatThrownBy(() -> Json.readObject("text", new byte[Json.MAX_BYTES + 1]))
        .hasMessageContaining("at most");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertThatThrownBy(
            () ->
                Json.readObject(
                    "text", "{\"ä\":1}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
        .hasMessageContaining("UTF-8");
  }

  @Test
  void readsEmbeddedContent() {
    var text = Json.writeText(CONFIG.write()).replace("\"size\":2", "\"size\":2,\"data\":\"e30=\"");
    var descriptor = Descriptor.read("config", Json.read("config", text));

    assertThat(descriptor.content()).hasValue("{}".getBytes(UTF_8));
  }
}
