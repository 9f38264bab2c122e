package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.TestWeb.File;
import dev.slipway.builder.address.RemoteSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contexts that are no folder on this machine, and folders in the place of an image.
class ContextsTest {
  private static final Map<String, String> FILES =
      Map.of(
          "Dockerfile", "FROM scratch\nCOPY sub/b /\n",
          "other/D", "FROM scratch\nCOPY . /all/\n",
          "sub/b", "b",
          ".dockerignore", "sub\n");

  @TempDir private Path folder;
  private Workshop workshop;
  private TestWeb web;
  private final List<BuildEvent> events = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    web = new TestWeb();
  }

  @AfterEach
  void close() {
    workshop.close();
    web.close();
  }

  private static byte[] tar(Map<String, String> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        var content = file.getValue().getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private BuiltImage build(BuildRequest request) {
    events.clear();
    try (var builder = workshop.open()) {
      return builder.build(request, events::add);
    }
  }

  private static BuildRequest stream(byte[] bytes) {
    return BuildRequest.of(
        new BuildContext.Stream("<stdin>", () -> new ByteArrayInputStream(bytes)));
  }

  private BuildRequest remote(String path) {
    return BuildRequest.of(new BuildContext.Remote(RemoteSource.find(web.url(path)).orElseThrow()));
  }

  private long executed() {
    return events.stream().filter(BuildEvent.StepStarted.class::isInstance).count();
  }

  @Test
  void anArchiveIsAContextAndItsIgnoreFileDoesNotCount() throws Exception {
    var image = build(stream(Tarred.gzip(tar(FILES))));
    assertThat(workshop.content(image, "b")).isEqualTo("b");
    assertThat(executed()).isEqualTo(1);
    build(stream(tar(FILES)));
    assertThat(executed()).as("the same files, packed otherwise").isZero();
  }

  @Test
  void aDockerfileInAnArchiveIsNamedByItsPath() throws Exception {
    var image = build(stream(tar(FILES)).withDockerfile(new DockerfileLocation.Inside("other/D")));
    assertThat(workshop.content(image, "all/sub/b")).isEqualTo("b");
  }

  @Test
  void aLoneDockerfileHasNoFiles() throws Exception {
    var image =
        build(stream("FROM scratch\nCOPY <<X /x\nhello\nX\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(workshop.content(image, "x")).isEqualTo("hello\n");
  }

  @Test
  void anArchiveThatClimbsStaysWithin() throws Exception {
    var image =
        build(
            stream(
                tar(
                    Map.of(
                        "../../../up", "up",
                        "Dockerfile", "FROM scratch\nCOPY . /all/\n"))));
    assertThat(workshop.content(image, "all/up")).isEqualTo("up");
    assertThat(Files.exists(folder.resolveSibling("up"))).isFalse();
  }

  @Test
  void aWebServerGivesAnArchiveOnce() throws Exception {
    web.files.put("/c.tgz", File.of(Tarred.gzip(tar(FILES)), Map.of("ETag", "\"c\"")));
    assertThat(workshop.content(build(remote("/c.tgz")), "b")).isEqualTo("b");
    build(remote("/c.tgz"));
    assertThat(executed()).isZero();
    assertThat(web.questions.getLast().field("If-None-Match")).contains("\"c\"");
  }

  @Test
  void aWebServerGivesALoneDockerfileWhichIsTheOnlyFile() throws Exception {
    var text = "FROM scratch\nCOPY context /x\n";
    web.files.put("/D", File.of(text));
    assertThat(workshop.content(build(remote("/D")), "x")).isEqualTo(text);
  }

  @Test
  void aDockerfileFromElsewhereIsUsedWithAnArchive() throws Exception {
    web.files.put("/c", File.of(tar(FILES), Map.of()));
    var image =
        build(
            remote("/c")
                .withDockerfile(
                    new DockerfileLocation.Inline("<stdin>", "FROM scratch\nCOPY sub /s\n")));
    assertThat(workshop.content(image, "s/b")).isEqualTo("b");
  }

  @Test
  void aNamedContextOfAWebServerIsItsFile() throws Exception {
    web.files.put("/f", File.of("f"));
    var image =
        workshop.build(
            "FROM scratch\nCOPY --from=other context /f\n",
            request -> request.withContext("other", NamedContext.parse(web.url("/f"))));
    assertThat(workshop.content(image, "f")).isEqualTo("f");
  }

  @Test
  void aContextThatNothingCopiesFromIsNotAskedFor() throws Exception {
    workshop.build(
        "FROM scratch\nCOPY <<X /x\nX\n",
        request -> request.withContext("other", NamedContext.parse(web.url("/f"))));
    assertThat(web.asked()).isEmpty();
  }

  @Test
  void aStageStandsOnAFolder() throws Exception {
    var base = Files.createDirectories(folder.resolve("base"));
    Files.writeString(base.resolve("f"), "f");
    var dockerfile = "FROM files AS one\nCOPY a /a\nFROM one\nENV X=y\n";
    workshop.file("a", "a");
    var image =
        workshop.build(
            dockerfile, request -> request.withContext("files", new NamedContext.Folder(base)));
    assertThat(workshop.content(image, "f")).isEqualTo("f");
    assertThat(workshop.content(image, "a")).isEqualTo("a");
    assertThat(image.record().layers()).hasSize(2);
  }
}
