package dev.slipway.registry.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.harrel.jsonschema.SchemaResolver;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import dev.slipway.image.Reference;
import dev.slipway.registry.Copy;
import dev.slipway.registry.MemoryPlace;
import dev.slipway.registry.Place;
import dev.slipway.registry.SampleImage;
import dev.slipway.registry.serve.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Other people's programs read what is written here, and write what is read here.
@Timeout(120)
class PeersTest {
  private static final Path SCHEMAS =
      Path.of(System.getProperty("corpus", "../../shared/corpus"), "oci-image-spec");

  @TempDir private Path folder;
  private final SampleImage image = SampleImage.of("app", 100_000, "linux/amd64");

  @Test
  void skopeoAndUmociReadTheFolder() throws Exception {
    var skopeo = tool("skopeo");
    var umoci = tool("umoci");
    var layout = save(LayoutFolder.create(folder.resolve("layout")), "app:1");
    assertThat(run(skopeo, "inspect", "--format", "{{.Digest}}", layout.name() + ":1").strip())
        .isEqualTo(image.manifest().digest().toString());
    run(
        umoci,
        "unpack",
        "--rootless",
        "--image",
        folder.resolve("layout") + ":1",
        folder.resolve("bundle").toString());
    assertThat(folder.resolve("bundle/rootfs/app")).hasSize(100_000);
    run(umoci, "gc", "--layout", folder.resolve("layout").toString());
    assertThat(layout.exists(image.layer())).isTrue();
  }

  @Test
  void skopeoAndCraneReadTheArchives() throws Exception {
    var skopeo = tool("skopeo");
    var crane = tool("crane");
    var oci = folder.resolve("oci.tar");
    try (var archive = GrowingArchive.create(oci, GrowingArchive.Kind.OCI)) {
      save(archive, "app:1");
    }
    assertThat(
            run(skopeo, "inspect", "--format", "{{.Digest}}", "oci-archive:" + oci + ":1").strip())
        .isEqualTo(image.manifest().digest().toString());
    var docker = folder.resolve("docker.tar");
    try (var archive = GrowingArchive.create(docker, GrowingArchive.Kind.DOCKER)) {
      save(archive, "example.org/app:1");
    }
    assertThat(run(skopeo, "inspect", "--raw", "docker-archive:" + docker + ":example.org/app:1"))
        .contains(image.config().digest().toString());
    run(crane, "validate", "--tarball", docker.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"oci", "oci-archive", "docker-archive"})
  void readsWhatSkopeoWrites(String transport) throws Exception {
    var skopeo = tool("skopeo");
    var source = save(LayoutFolder.create(folder.resolve("layout")), "app:1");
    var target = folder.resolve("target");
    run(skopeo, "copy", source.name() + ":1", transport + ":" + target + ":example.org/app:2");
    var name = "example.org/app:2";
    try (Layout layout =
        switch (transport) {
          case "oci" -> LayoutFolder.open(target);
          case "oci-archive" -> LayoutArchive.open(target);
          default -> DockerArchive.open(target);
        }) {
      assertThat(layout.tags()).containsExactly(name);
      var copy = new MemoryPlace("memory");
      var copied = Copy.between(layout, copy).run(name, List.of("copied"));
      var manifest = copy.document(copied).manifest();
      assertThat(manifest.config().digest()).isEqualTo(image.config().digest());
      assertThat(copy.document(manifest.config()).config().diffIds())
          .isEqualTo(image.config().config().diffIds());
    }
  }

  @Test
  void skopeoAndCraneMoveImagesThroughTheServedRegistry() throws Exception {
    var skopeo = tool("skopeo");
    var crane = tool("crane");
    var source = save(LayoutFolder.create(folder.resolve("layout")), "app:1");
    try (var server = Server.start()) {
      var name = server.host() + "/team/app:1";
      run(skopeo, "copy", "--dest-tls-verify=false", source.name() + ":1", "docker://" + name);
      run(crane, "validate", "--remote", name);
      run(crane, "copy", name, server.host() + "/other/app:2");
      assertThat(run(crane, "ls", server.host() + "/other/app").strip()).isEqualTo("2");
      var back = folder.resolve("back");
      run(
          skopeo,
          "copy",
          "--src-tls-verify=false",
          "docker://" + server.host() + "/other/app:2",
          "oci:" + back + ":2");
      var layout = LayoutFolder.open(back);
      // skopeo may compress anew what it pushes.
      assertThat(layout.document(layout.resolve("2")).manifest().config().digest())
          .isEqualTo(image.config().digest());
      run(crane, "delete", name + "@" + run(crane, "digest", name).strip());
    }
  }

  @Test
  void theSchemasAcceptTheLayout() throws Exception {
    if (!Files.isDirectory(SCHEMAS)) {
      absent("the schemas of the OCI image specification are not at " + SCHEMAS);
    }
    save(LayoutFolder.create(folder), "app:1");
    accepts("image-layout-schema.json", folder.resolve("oci-layout"));
    accepts("image-index-schema.json", folder.resolve("index.json"));
  }

  private static void accepts(String schema, Path file) throws IOException {
    var validator =
        new ValidatorFactory()
            .withJsonNodeFactory(new JacksonNode.Factory())
            .withSchemaResolver(PeersTest::resolve)
            .createValidator();
    var wanted = validator.registerSchema(Files.readString(SCHEMAS.resolve(schema)));
    assertThat(validator.validate(wanted, Files.readString(file)).getErrors())
        .extracting(error -> error.getInstanceLocation() + " " + error.getError())
        .isEmpty();
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

  private <P extends Layout> P save(P layout, String reference) {
    Place source = image.place("x");
    Copy.between(source, layout).run("x", List.of());
    layout.name(image.manifest(), Reference.parse(reference));
    return layout;
  }

  /// The path of a program, on the path or where Go installs.
  private static String tool(String name) {
    var folders =
        System.getenv().getOrDefault("PATH", "") + ":" + System.getenv("HOME") + "/go/bin";
    for (var folder : folders.split(":", -1)) {
      var file = Path.of(folder, name);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    absent(name + " is not installed");
    return name;
  }

  private static void absent(String what) {
    assertThat(System.getenv("SLIPWAY_REQUIRE_PEERS")).as(what).isNotEqualTo("1");
    Assumptions.abort(what);
  }

  private String run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
    var started = process.start();
    started.getOutputStream().close();
    var output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(started.exitValue()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }
}
