package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.builder.Explanation.Verdict;
import dev.slipway.builder.TestWeb.File;
import dev.slipway.builder.TestWeb.Habit;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddFromWebTest {
  private static final String CANARY = "c4n4ry-s3cret";

  @TempDir private Path folder;
  private Workshop workshop;
  private TestWeb web;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    web = new TestWeb();
    web.files.put("/a", File.of("first").with("ETag", "\"one\""));
  }

  @AfterEach
  void close() {
    workshop.close();
    web.close();
  }

  private String add(String path) {
    return "FROM scratch\nADD %s /f\n".formatted(web.url(path));
  }

  @Nested
  class AskedAgain {
    @Test
    void aTagSparesTheDownload() throws Exception {
      workshop.build(add("/a"));
      web.questions.clear();
      workshop.build(add("/a"));
      assertThat(web.asked()).containsExactly("GET /a");
      assertThat(web.questions.getFirst().field("If-None-Match")).contains("\"one\"");
      assertThat(workshop.executed()).isEmpty();
      assertThat(workshop.events)
          .contains(
              new BuildEvent.SourcePinned(
                  web.url("/a"),
                  Digest.of("first".getBytes(StandardCharsets.UTF_8)).toString(),
                  Optional.of("unchanged")));
    }

    @Test
    void aServerThatDoesNotCompareTagsIsNotListenedToAnyFurther() throws Exception {
      web.files.computeIfPresent("/a", (_, file) -> file.with(Habit.FORGETS_TAGS));
      workshop.build(add("/a"));
      // Whoever reads on gets nothing more.
      web.files.computeIfPresent("/a", (_, file) -> file.with(Habit.BREAKS));
      workshop.build(add("/a"));
      assertThat(workshop.executed()).isEmpty();
    }

    @Test
    void aTimeLongPastServesWhereThereIsNoTag() throws Exception {
      web.files.put("/a", File.of("first"));
      workshop.build(add("/a"));
      web.files.put("/a", File.of("other").with(Habit.BREAKS));
      workshop.build(add("/a"));
      assertThat(workshop.executed()).isEmpty();
    }

    @Test
    void anOlderFileInItsPlaceIsSeen() throws Exception {
      web.files.put("/a", File.of("first"));
      workshop.build(add("/a"));
      web.files.put("/a", File.of("other").with("Last-Modified", "Thu, 01 Jan 1998 00:00:00 GMT"));
      assertThat(workshop.content(workshop.build(add("/a")), "f")).isEqualTo("other");
    }

    @Test
    void aFileWithoutTagAndTimeIsReadAgain() throws Exception {
      web.files.put("/a", File.of("first").without("Last-Modified"));
      workshop.build(add("/a"));
      web.files.put("/a", File.of("other").without("Last-Modified"));
      assertThat(workshop.content(workshop.build(add("/a")), "f")).isEqualTo("other");
    }

    @Test
    void onlyWhatDependsOnAChangedFileRunsAgain() throws Exception {
      web.files.put("/b", File.of("b").with("ETag", "\"b\""));
      var dockerfile =
          """
          FROM scratch AS one
          ADD %s /a
          FROM scratch AS two
          ADD %s /b
          FROM scratch
          COPY --from=one / /
          COPY --from=two / /
          """
              .formatted(web.url("/a"), web.url("/b"));
      workshop.build(dockerfile);
      web.files.put("/b", File.of("B").with("ETag", "\"B\""));
      var explained = workshop.explain(dockerfile, request -> request);
      assertThat(explained.stages().get(1).steps().getFirst().verdict())
          .isEqualTo(new Verdict.Changed("the file " + web.url("/b")));
      workshop.build(dockerfile);
      assertThat(workshop.executed())
          .containsExactly("ADD %s /b".formatted(web.url("/b")), "COPY --from=two / /");
    }

    @Test
    void theSameContentUnderAnotherTagRunsNothing() throws Exception {
      workshop.build(add("/a"));
      web.files.put("/a", File.of("first").with("ETag", "\"two\""));
      workshop.build(add("/a"));
      assertThat(workshop.executed()).isEmpty();
    }

    @Test
    void aLostBlobIsFetchedAgain() throws Exception {
      workshop.build(add("/a"));
      try (var all = Files.walk(workshop.storeFolder.resolve("blobs"))) {
        for (var file : all.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
      assertThat(
              workshop.content(
                  workshop.build(add("/a"), r -> r.withCache(BuildRequest.Cache.IGNORED)), "f"))
          .isEqualTo("first");
    }
  }

  @Nested
  class WithAChecksum {
    private final Digest digest = Digest.of("first".getBytes(StandardCharsets.UTF_8));

    private String add(Object checksum) {
      return "FROM scratch\nADD --checksum=%s %s /f\n".formatted(checksum, web.url("/a"));
    }

    @Test
    void nobodyIsAskedOnceItIsHere() throws Exception {
      workshop.build(add(digest));
      assertThat(web.asked()).containsExactly("GET /a");
      web.questions.clear();
      workshop.build(add(digest));
      workshop.build(add(digest), request -> request.withCache(BuildRequest.Cache.IGNORED));
      assertThat(web.asked()).isEmpty();
    }

    @Test
    void sha512ServesToo() throws Exception {
      var bytes = "first".getBytes(StandardCharsets.UTF_8);
      var image = workshop.build(add(Digest.of(Digest.Algorithm.SHA512, bytes)));
      assertThat(workshop.content(image, "f")).isEqualTo("first");
    }

    @Test
    void anotherContentIsRefused() throws Exception {
      var wanted = Digest.of("other".getBytes(StandardCharsets.UTF_8));
      var thrown = catchThrowable(() -> workshop.build(add(wanted)));
      assertThat(thrown)
          .isInstanceOf(RegistryException.Mismatch.class)
          .hasMessageContaining("Dockerfile:2: ")
          .hasMessageContaining(wanted.toString())
          .hasMessageContaining(digest.toString());
      assertThat(workshop.complaints()).isEmpty();
    }

    @Test
    void whatIsNoChecksumIsRefused() {
      for (var wrong : List.of("sha256:abc", "md5:00", "x")) {
        assertThat(catchThrowable(() -> workshop.build(add(wrong))))
            .isInstanceOf(DockerfileException.Invalid.class)
            .hasMessageContaining("Dockerfile:2:")
            .hasMessageContaining("is not a digest");
      }
    }

    @Test
    void severalSourcesAndLocalOnesAreRefused() throws Exception {
      workshop.file("x", "x");
      assertThat(
              catchThrowable(
                  () ->
                      workshop.build(
                          "FROM scratch\nADD --checksum=%s %s x /f/\n"
                              .formatted(digest, web.url("/a")))))
          .hasMessageContaining("checksum can't be specified for multiple sources");
      assertThat(
              catchThrowable(
                  () ->
                      workshop.build("FROM scratch\nADD --checksum=%s x /f/\n".formatted(digest))))
          .hasMessageContaining("checksum requires HTTP(S) or Git sources");
    }
  }

  @Nested
  class OnTheWay {
    @Test
    void aBrokenConnectionGoesOnWhereItBroke() throws Exception {
      web.files.put("/a", File.of("0123456789").with("ETag", "\"n\"").with(Habit.BREAKS_ONCE));
      assertThat(workshop.content(workshop.build(add("/a")), "f")).isEqualTo("0123456789");
      assertThat(web.questions.getLast().field("Range")).contains("bytes=5-");
      assertThat(web.questions.getLast().field("If-Range")).contains("\"n\"");
    }

    @Test
    void withoutATagItBeginsAgain() throws Exception {
      web.files.put("/a", File.of("0123456789").with(Habit.BREAKS_ONCE));
      assertThat(workshop.content(workshop.build(add("/a")), "f")).isEqualTo("0123456789");
      assertThat(web.questions.getLast().field("Range")).isEmpty();
    }

    @Test
    void aRedirectKeepsTheName() throws Exception {
      web.redirects.put("/latest", "/a");
      var image = workshop.build("FROM scratch\nADD %s /d/\n".formatted(web.url("/latest")));
      assertThat(workshop.content(image, "d/latest")).isEqualTo("first");
    }

    @Test
    void whatAServerCompressedOfItsOwnAccordIsDecompressed() throws Exception {
      var plain = "plain".getBytes(StandardCharsets.UTF_8);
      web.files.put(
          "/a", File.of(Tarred.gzip(plain), java.util.Map.of("Content-Encoding", "gzip")));
      assertThat(workshop.content(workshop.build(add("/a")), "f")).isEqualTo("plain");
    }

    @Test
    void aPasswordIsSentToItsHostAloneAndNeverTold() throws Exception {
      try (var other = new TestWeb()) {
        other.files.put("/a", File.of("elsewhere"));
        web.redirects.put("/away", other.url("/a"));
        var dockerfile =
            "FROM scratch\nADD http://me:%s@%s/a http://me:%s@%s/away /d/\n"
                .formatted(CANARY, web.host(), CANARY, web.host());
        var image = workshop.build(dockerfile);
        assertThat(web.questions).allMatch(question -> question.field("Authorization").isPresent());
        assertThat(other.questions).allMatch(question -> question.field("Authorization").isEmpty());
        assertThat(workshop.events.toString()).doesNotContain(CANARY);
        assertThat(new String(image.config().bytes(), StandardCharsets.UTF_8))
            .doesNotContain(CANARY)
            .contains("xxxxx@");
        assertThat(told(catchThrowable(() -> workshop.build(dockerfile.replace("/a ", "/none ")))))
            .doesNotContain(CANARY);
        assertThat(told(catchThrowable(() -> workshop.build(dockerfile + "ADD x y:z\nADD"))))
            .doesNotContain(CANARY);
      }
      assertThat(filesWith(CANARY)).isEmpty();
    }

    @Test
    void aSecretSaysWhoOneIs() throws Exception {
      workshop.build(
          add("/a"),
          request ->
              request.withRuns(
                  RunSettings.usual()
                      .withSecret(
                          "HTTP_AUTH_TOKEN_127.0.0.1",
                          new SecretSource.Value(
                              Bytes.of(CANARY.getBytes(StandardCharsets.UTF_8))))));
      assertThat(web.questions.getFirst().field("Authorization")).contains("Bearer " + CANARY);
      assertThat(filesWith(CANARY)).isEmpty();
    }

    private static String told(Throwable thrown) {
      return thrown instanceof DockerfileException.Invalid invalid
          ? invalid.render()
          : String.valueOf(thrown.getMessage());
    }

    private List<Path> filesWith(String text) throws IOException {
      try (Stream<Path> all = Files.walk(workshop.storeFolder)) {
        return all.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
      }
    }

    private static boolean holds(Path file, String text) {
      try {
        return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)
            || file.toString().contains(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
