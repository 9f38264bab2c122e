package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Links in archives and layers that lead out of the image lead nowhere: what is behind them on the
/// host is neither read nor written.
class EscapingLinksTest {
  @TempDir private Path folder;
  private Workshop workshop;
  private Path outside;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "canary");
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  // As a path from the root, and as one that climbs.
  private List<String> waysOut() {
    return List.of(outside.toString(), "../../../../../../../../../.." + outside);
  }

  @Test
  void anArchiveWritesThroughNoLink() throws Exception {
    for (var way : waysOut()) {
      Files.write(
          workshop.context.resolve("a.tar"),
          Tarred.together(
              Tarred.symlink("out", way),
              Tarred.file("out/planted", "from the archive"),
              Tarred.symlink("deep/er/out", way),
              Tarred.file("deep/er/out/planted", "from the archive")));
      assertThat(catchThrowable(() -> workshop.build("FROM scratch\nADD a.tar /\n")))
          .isInstanceOf(BuildException.Malformed.class)
          .hasMessageContaining("/a.tar");
      assertUntouched();
    }
  }

  @Test
  void aCopyWritesThroughNoLinkOfAnArchive() throws Exception {
    workshop.file("planted", "from the context");
    for (var way : waysOut()) {
      Files.write(workshop.context.resolve("a.tar"), Tarred.symlink("out", way));
      workshop.build("FROM scratch\nADD a.tar /\nCOPY planted /out/\nWORKDIR /out/made\n");
      assertUntouched();
    }
  }

  @Test
  void anArchiveReadsThroughNoHardLink() throws Exception {
    for (var way : waysOut()) {
      for (var target : List.of(way + "/secret", "out/secret")) {
        Files.write(
            workshop.context.resolve("a.tar"),
            Tarred.together(Tarred.symlink("out", way), Tarred.hardLink("stolen", target)));
        assertThat(catchThrowable(() -> workshop.build("FROM scratch\nADD a.tar /\n")))
            .isInstanceOf(BuildException.Malformed.class)
            .hasMessageContaining("/a.tar");
      }
    }
    assertUntouched();
    assertThat(holdCanary(workshop.storeFolder)).isEmpty();
  }

  @Test
  void aCopyReadsThroughNoLinkOfAnArchive() throws Exception {
    for (var way : waysOut()) {
      Files.write(workshop.context.resolve("a.tar"), Tarred.symlink("out", way));
      var thrown =
          catchThrowable(
              () ->
                  workshop.build(
                      "FROM scratch AS one\nADD a.tar /\nFROM scratch\nCOPY --from=one /out/secret /\n"));
      assertThat(thrown).hasMessageContaining("\"/out/secret\": not found");
    }
    assertThat(holdCanary(workshop.storeFolder)).isEmpty();
  }

  @Test
  void aLayerIsExtractedThroughNoLink() throws Exception {
    var busybox = workshop.busyboxImage();
    for (var way : waysOut()) {
      var tar =
          Tarred.together(
              Tarred.symlink("out", way),
              Tarred.file("out/planted", "from a layer"),
              Tarred.hardLink("twin", "out/planted"),
              Tarred.symlink("link", way + "/secret"));
      var base = workshop.publish("base", List.of(Tarred.gzip(tar)), List.of(Digest.of(tar)));
      workshop.build(
          """
          FROM %s
          COPY --from=%s /bin /bin
          RUN test "$(cat /twin)" = "from a layer"
          RUN test ! -e /link && echo planted > /out/more; true
          """
              .formatted(base, busybox));
      assertUntouched();
    }
    assertThat(holdCanary(workshop.storeFolder)).isEmpty();
  }

  private void assertUntouched() throws IOException {
    try (var files = Files.list(outside)) {
      assertThat(files).containsExactly(outside.resolve("secret"));
    }
    assertThat(outside.resolve("secret")).hasContent("canary");
  }

  private static List<Path> holdCanary(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(
              file -> {
                try {
                  return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                      .contains("canary");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }
}
