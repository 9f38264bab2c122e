package dev.slipway.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.harrel.jsonschema.SchemaResolver;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What is written here is judged by the JSON schemas of the OCI image specification.
class SchemaTest {
  private static final Path SCHEMAS =
      Stream.of(
              Path.of(System.getProperty("slipway.corpus", "../../shared/corpus")),
              Path.of("../../../shared/corpus"))
          .map(corpus -> corpus.resolve("oci-image-spec"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElse(Path.of("../../shared/corpus/oci-image-spec"));

  private final ImageConfig config =
      ImageConfig.of(Platform.parse("linux/arm/v7"))
          .withCreated(Instant.parse("2026-01-02T03:04:05.6Z"))
          .withAuthor("somebody")
          .withContainer(
              ContainerConfig.empty()
                  .withUser("1000")
                  .withVariable("PATH", "/bin")
                  .withCommand(List.of("sh"))
                  .withExposedPorts(List.of("80/tcp"))
                  .withVolumes(List.of("/data"))
                  .withWorkingDirectory("/")
                  .withStopSignal("SIGTERM")
                  .withHealthcheck(Healthcheck.of(List.of("CMD", "true")))
                  .withLabels(Map.of("a", "b")))
          .withLayer(
              Digest.of(new byte[0]), History.of(Instant.EPOCH, "COPY . /", History.Kind.LAYER));

  private final Manifest manifest =
      Manifest.of(
          config.document().descriptor(),
          List.of(
              Descriptor.of(MediaType.OCI_LAYER_ZSTD, "layer".getBytes(UTF_8))
                  .withAnnotations(Map.of("a", "b"))));

  @Test
  void acceptsTheConfig() throws IOException {
    accepts("config-schema.json", config.document());
  }

  @Test
  void acceptsTheManifest() throws IOException {
    accepts("image-manifest-schema.json", manifest.document());
  }

  @Test
  void acceptsTheIndex() throws IOException {
    accepts(
        "image-index-schema.json",
        Index.of(List.of(manifest.document().descriptor().withPlatform(config.platform())))
            .document());
  }

  private static void accepts(String schema, Document document) throws IOException {
    if (!Files.isDirectory(SCHEMAS)) {
      if ("1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
        fail("the schemas of the OCI image specification are not at " + SCHEMAS);
      }
      Assumptions.abort("the schemas of the OCI image specification are not at " + SCHEMAS);
    }
    var validator =
        new ValidatorFactory()
            .withJsonNodeFactory(new JacksonNode.Factory())
            .withSchemaResolver(SchemaTest::resolve)
            .createValidator();
    var wanted = validator.registerSchema(Files.readString(SCHEMAS.resolve(schema)));
    var result = validator.validate(wanted, new String(document.bytes(), UTF_8));

    assertThat(result.getErrors())
        .extracting(e -> e.getInstanceLocation() + " " + e.getSchemaLocation() + " " + e.getError())
        .isEmpty();
    assertThat(result.isValid()).isTrue();
  }

  private static SchemaResolver.Result resolve(String uri) {
    var file = SCHEMAS.resolve(uri.substring(uri.lastIndexOf('/') + 1));
    try {
      return Files.exists(file)
          ? SchemaResolver.Result.fromString(Files.readString(file))
          : SchemaResolver.Result.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
