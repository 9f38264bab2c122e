package dev.slipway.builder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.HoldingProxy.Manner;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.registry.Blob;
import dev.slipway.registry.layout.LayoutFolder;
import dev.slipway.registry.serve.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A push is killed, and the next process sends the rest.
class KilledPushTest {
  private static final Path CRANE = Path.of(System.getProperty("user.home"), "go/bin/crane");
  private static final long MIB = 1024 * 1024;
  private static final long LAYER = 72 * MIB;
  private static final long KILLED_AT = 56 * MIB;

  @TempDir private Path folder;

  @BeforeEach
  void makeAnImage() throws IOException {
    var tar = Tarred.file("noise", noise());
    var bytes = Tarred.gzip(tar);
    var layer = Descriptor.of(MediaType.OCI_LAYER_GZIP, bytes);
    var config =
        ImageConfig.of(new Platform("linux", "amd64"))
            .withLayer(Digest.of(tar), History.of(Instant.EPOCH, "noise", History.Kind.LAYER))
            .document();
    var manifest = Manifest.of(config.descriptor(), List.of(layer)).document();
    try (var layout = LayoutFolder.create(layout())) {
      layout.push(layer, Blob.of(bytes));
      layout.push(config.descriptor(), Blob.of(config.bytes()));
      layout.push(manifest.descriptor(), Blob.of(manifest.bytes()));
      layout.tag(manifest, "1");
    }
  }

  private static byte[] noise() {
    var bytes = new byte[(int) LAYER];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private Path layout() {
    return folder.resolve("image");
  }

  private Path store() {
    return folder.resolve("store");
  }

  /// How many bytes the second process sends.
  private long pushTwice(String registry, Manner manner) throws Exception {
    try (var proxy = new HoldingProxy(registry, manner, KILLED_AT)) {
      var name = proxy.host() + "/app:1";
      var first = PushProgram.start(store(), layout(), name);
      try {
        proxy.awaitHold();
        assertThat(sessions()).singleElement().satisfies(KilledPushTest::isForItsOwnerAlone);
      } finally {
        // kill -9
        first.destroyForcibly().waitFor();
      }
      proxy.release();
      var second = PushProgram.start(store(), layout(), name);
      assertThat(second.waitFor()).isZero();
      assertThat(sessions()).isEmpty();
      if (Files.isExecutable(CRANE)) {
        assertThat(run(CRANE.toString(), "validate", "--remote", name)).contains("PASS");
      }
      return proxy.sent();
    }
  }

  private static void isForItsOwnerAlone(Path session) throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(session)))
        .isEqualTo("rw-------");
  }

  private List<Path> sessions() throws IOException {
    try (var files = Files.walk(store().resolve("uploads"))) {
      return files.filter(file -> file.endsWith("session")).toList();
    }
  }

  private static String run(String... words) throws Exception {
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void theNextProcessSendsWhatOurRegistryHasNotGot() throws Exception {
    try (var server = Server.start()) {
      assertThat(pushTwice(server.host(), Manner.AT_ONCE))
          .isBetween(LAYER - KILLED_AT, LAYER - KILLED_AT + 4 * MIB);
    }
  }

  @Test
  void theNextProcessSendsTheChunksThatDebiansRegistryHasNotGot() throws Exception {
    try (var registry = DebianRegistry.start(folder)) {
      assertThat(pushTwice(registry.host(), Manner.WHOLE))
          // chunks of 16 and 32 MiB, or of 16 and 16 on a slow machine
          .isBetween(LAYER - 48 * MIB, LAYER - 31 * MIB);
    }
  }

  // It gives an upload up that was cut within a chunk.
  @Test
  void theNextProcessBeginsAnewWhereDebiansRegistryForgot() throws Exception {
    try (var registry = DebianRegistry.start(folder)) {
      assertThat(pushTwice(registry.host(), Manner.AT_ONCE)).isGreaterThan(LAYER);
    }
  }
}
