package dev.slipway.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Reference;
import dev.slipway.registry.remote.Access;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import dev.slipway.registry.serve.Server;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A build and a push need no more memory when the image is large: 128 MiB of heap do, and for the
/// worker, which says so itself, 96.
class SmallMemoryTest {
  private static final String HEAP = "-Xmx128m";
  private static final long LARGE = 2L << 30;
  private static final int FILES = 2000;
  private static final int FILE_SIZE = 215_000_000 / FILES;

  private Path folder;
  private Path context;
  private Server server;

  @BeforeEach
  void makePlaces() throws IOException {
    // It needs no peer, but takes long, as the tests with peers do.
    Program.require("buildkitd");
    folder = Files.createTempDirectory("slipway-memory");
    context = Files.createDirectory(folder.resolve("context"));
    server = Server.start();
  }

  @AfterEach
  void removePlaces() {
    if (server != null) {
      server.close();
      Program.require("rm").says("-rf", "--one-file-system", folder.toString());
    }
  }

  @Test
  void aLayerOfOneFileOf2GiB() throws IOException {
    sparse("large");
    dockerfile("FROM scratch\nCOPY large /\n");
    assertThat(build()).isGreaterThan(LARGE / 2000);
  }

  @Test
  void aCopyOf2000FilesAnd215MB() throws IOException {
    var random = new Random(1);
    var bytes = new byte[FILE_SIZE];
    for (int i = 0; i < FILES; i++) {
      // Half of them cannot be compressed.
      if (i % 2 == 0) {
        random.nextBytes(bytes);
      }
      Files.write(context.resolve("file" + i), i % 2 == 0 ? bytes : new byte[FILE_SIZE]);
    }
    dockerfile("FROM scratch\nCOPY file* /\n");
    assertThat(build()).isGreaterThan(FILES / 2 * FILE_SIZE);
  }

  @Test
  void aRunThatWritesAFileOf512MiB() throws IOException {
    var tools = Files.createDirectory(folder.resolve("tools"));
    Files.copy(Program.require("busybox").path(), tools.resolve("busybox"));
    dockerfile(
        """
        FROM scratch
        COPY --from=tools busybox /bin/sh
        RUN truncate -s 512M /large
        """);
    assertThat(build(tools.toString())).isPositive();
  }

  private void sparse(String name) throws IOException {
    try (var file = new RandomAccessFile(context.resolve(name).toFile(), "rw")) {
      file.setLength(LARGE);
    }
  }

  private void dockerfile(String text) throws IOException {
    Files.writeString(context.resolve("Dockerfile"), text);
  }

  /// Builds and pushes; returns how many bytes of layers the registry has then.
  private long build(String... more) {
    var name = Reference.parse(server.host() + "/large:1");
    var words = new ArrayList<String>();
    words.addAll(
        List.of(
            HEAP,
            "--enable-native-access=ALL-UNNAMED",
            "-classpath",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            BuildProcess.class.getName(),
            folder.resolve("store").toString(),
            context.toString(),
            name.toString()));
    words.addAll(List.of(more));
    var java = new Program(Path.of(System.getProperty("java.home"), "bin", "java"));
    assertThat(java.says(words.toArray(String[]::new))).contains("sha256:");
    try (var client = new RegistryClient(RegistryOptions.DEFAULT);
        var place = client.repository(name, Access.PULL)) {
      return place.document(place.resolve("1")).manifest().layers().stream()
          .mapToLong(layer -> layer.size())
          .sum();
    }
  }
}
