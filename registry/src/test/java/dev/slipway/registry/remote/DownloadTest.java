package dev.slipway.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Descriptor;
import dev.slipway.image.MediaType;
import dev.slipway.registry.Place;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.SampleImage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Registries that are broken, overloaded or hostile, seen by who reads.
class DownloadTest {
  private static final byte[] BYTES = "0123456789".getBytes(UTF_8);
  private static final Descriptor BLOB = Descriptor.of(MediaType.OCI_LAYER, BYTES);

  private final SampleImage image = SampleImage.of("app", 100, "linux/amd64");
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void refusesOtherBytes() throws IOException {
    try (var server = new FakeServer(request -> request.answer(200, "9876543210"))) {
      assertThatThrownBy(() -> read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Mismatch.class)
          .hasMessageStartingWith("GET " + server.url() + "/v2/app/blobs/" + BLOB.digest())
          .hasMessageContaining("expected " + BLOB.digest());
    }
  }

  @Test
  void refusesTooFewBytes() throws IOException {
    try (var server = new FakeServer(request -> request.answer(200, "01234"))) {
      assertThatThrownBy(() -> read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Mismatch.class);
    }
  }

  @Test
  void stopsReadingBytesThatDoNotEnd() throws IOException {
    try (var server =
        new FakeServer(
            request -> {
              request.exchange().sendResponseHeaders(200, 0);
              while (true) {
                request.exchange().getResponseBody().write(new byte[8192]);
              }
            })) {
      assertThatThrownBy(() -> read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Mismatch.class);
      assertThatThrownBy(() -> server.repository().resolve("1"))
          .isInstanceOf(RegistryException.class);
    }
  }

  @Test
  void goesOnWhereADownloadBroke() throws IOException {
    try (var server =
        new FakeServer(
            request -> {
              switch (calls.incrementAndGet()) {
                case 1 -> request.breakAfter(200, 10, Arrays.copyOf(BYTES, 4));
                case 2 -> {
                  assertThat(request.header("Range")).contains("bytes=4-");
                  request.with("Content-Range", "bytes 4-9/10").breakAfter(206, 6, new byte[0]);
                }
                default -> request.with("Content-Range", "bytes 4-9/10").answer(206, "456789");
              }
            })) {
      assertThat(read(server.repository(), BLOB)).isEqualTo(BYTES);
    }
  }

  @Test
  void goesOnThoughTheServerKnowsNoRanges() throws IOException {
    try (var server = new FakeServer(breakingOnce(request -> request.answer(200, BYTES)))) {
      assertThat(read(server.repository(), BLOB)).isEqualTo(BYTES);
    }
  }

  @Test
  void refusesAnotherRangeThanItAskedFor() throws IOException {
    try (var server =
        new FakeServer(
            breakingOnce(
                request -> request.with("Content-Range", "bytes 5-9/10").answer(206, "56789")))) {
      assertThatThrownBy(() -> read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Malformed.class);
    }
  }

  @Test
  void givesUpWhenADownloadDoesNotGetOn() throws IOException {
    try (var server = new FakeServer(request -> request.breakAfter(200, 10, new byte[0]))) {
      assertThatThrownBy(() -> read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageContaining("broke at byte 0");
    }
  }

  @Test
  void triesAgainWhenTheServerIsBusy() throws IOException {
    try (var server =
        new FakeServer(
            request -> {
              switch (calls.incrementAndGet()) {
                case 1 -> request.answer(503, "busy");
                case 2 -> request.with("Retry-After", "0").answer(429);
                default -> request.answer(200, BYTES);
              }
            })) {
      assertThat(read(server.repository(), BLOB)).isEqualTo(BYTES);
    }
  }

  @Test
  void givesUpWhenTheServerGoesOnFailing() throws IOException {
    try (var server = new FakeServer(request -> request.answer(500, "{\"errors\":[]}"))) {
      assertThatThrownBy(() -> read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageStartingWith("after 4 attempts: GET " + server.url())
          .hasMessageContaining("status 500");
      assertThat(server.requests()).hasSize(4);
    }
  }

  @Test
  void givesUpWhenTheServerSaysNothing() throws IOException {
    try (var server =
        new FakeServer(
            request -> {
              try {
                Thread.sleep(5000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      var repository =
          new RegistryClient(
                  RegistryOptions.DEFAULT
                      .withTransport(
                          dev.slipway.registry.transport.TransportOptions.DEFAULT.withReadTimeout(
                              Duration.ofMillis(100)))
                      .withRetry(new Retry(2, Duration.ofMillis(1), Duration.ofMillis(1))))
              .repository(dev.slipway.image.Reference.parse(server.host() + "/app"), Access.PULL);
      assertThatThrownBy(() -> repository.exists(BLOB))
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageContaining("said nothing");
    }
  }

  @Test
  void saysThatNobodyIsThere() throws IOException {
    var server = new FakeServer(request -> request.answer(200));
    var repository = server.repository();
    server.close();

    assertThatThrownBy(() -> repository.resolve("1"))
        .isInstanceOf(RegistryException.Unreachable.class)
        .hasMessageContaining("HEAD " + server.url() + "/v2/app/manifests/1")
        .hasMessageContaining("refused");
  }

  @Test
  void resolvesByTheHeader() throws IOException {
    try (var server = new FakeServer(this::serveManifest)) {
      assertThat(server.repository().resolve("1")).isEqualTo(image.manifest().descriptor());
      assertThat(server.requests()).containsExactly("HEAD /v2/app/manifests/1");
    }
  }

  @Test
  void downloadsWhenTheHeaderDoesNotTellEnough() throws IOException {
    try (var server = new FakeServer(request -> request.answer(200, image.manifest().bytes()))) {
      assertThat(server.repository().resolve("1")).isEqualTo(image.manifest().descriptor());
    }
  }

  @Test
  void refusesAnotherManifestThanThePinnedOne() throws IOException {
    try (var server = new FakeServer(this::serveManifest)) {
      assertThatThrownBy(() -> server.repository().resolve(BLOB.digest().toString()))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("answered with " + image.manifest().digest());
    }
  }

  @Test
  void refusesAManifestWhoseHeaderNamesAnotherDigest() throws IOException {
    try (var server =
        new FakeServer(
            request ->
                request
                    .with("Docker-Content-Digest", BLOB.digest().toString())
                    .answer(200, image.manifest().bytes()))) {
      assertThatThrownBy(() -> server.repository().resolve("1"))
          .isInstanceOf(RegistryException.Malformed.class);
    }
  }

  @Test
  void refusesAManifestThatComesAsAnIndex() throws IOException {
    try (var server =
        new FakeServer(
            request ->
                request
                    .with("Content-Type", MediaType.OCI_INDEX.name())
                    .answer(200, image.manifest().bytes()))) {
      assertThatThrownBy(() -> server.repository().document(image.manifest().descriptor()))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("it came as " + MediaType.OCI_INDEX);
    }
  }

  @Test
  void takesNoWebPageForAManifest() throws IOException {
    try (var server =
        new FakeServer(
            request ->
                request.with("Content-Type", "text/html; charset=utf-8").answer(200, "<html>"))) {
      assertThatThrownBy(() -> server.repository().exists(image.manifest().descriptor()))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageEndingWith("Is %s a registry?".formatted(server.host()));
    }
  }

  @Test
  void takesNoOtherManifestForTheOneItAsksFor() throws IOException {
    try (var server =
        new FakeServer(
            request ->
                request
                    .with("Docker-Content-Digest", BLOB.digest().toString())
                    .answer(200, image.manifest().bytes()))) {
      assertThatThrownBy(() -> server.repository().exists(image.manifest().descriptor()))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("answered with " + BLOB.digest());
    }
  }

  @Test
  void aBlobOfAnotherLengthIsNotThere() throws IOException {
    try (var server = new FakeServer(request -> request.answer(200, "01234"))) {
      assertThat(server.repository().exists(BLOB)).isFalse();
    }
  }

  @Test
  void refusesSchema1() throws IOException {
    try (var server =
        new FakeServer(
            request ->
                request
                    .with(
                        "Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws")
                    .answer(200, "{}"))) {
      assertThatThrownBy(() -> server.repository().resolve("1"))
          .hasMessageContaining("schema 1, which is not supported");
    }
  }

  @Test
  void refusesManifestsThatAreTooLarge() {
    var huge = new Descriptor(MediaType.OCI_MANIFEST, BLOB.digest(), 1L << 40);

    assertThatThrownBy(() -> new dev.slipway.registry.MemoryPlace("memory").document(huge))
        .isInstanceOf(RegistryException.Malformed.class);
  }

  @Test
  void listsTagsOverManyPages() throws IOException {
    try (var server =
        new FakeServer(
            request -> {
              switch (request.query()) {
                case "n=1000" ->
                    request
                        .with("Link", "</v2/app/tags/list?n=2&last=b>; rel=\"next\"")
                        .answer(200, "{\"name\":\"app\",\"tags\":[\"b\",\"a\"]}");
                case "n=2&last=b" ->
                    request
                        .with("Link", "<?n=2&last=c>; rel=next")
                        .answer(200, "{\"tags\":[\"c\"]}");
                default -> request.answer(200, "{\"tags\":null}");
              }
            })) {
      assertThat(server.repository().tags()).containsExactly("a", "b", "c");
    }
  }

  @Test
  void endsAListThatGoesRoundInACircle() throws IOException {
    try (var server =
        new FakeServer(
            request ->
                request
                    .with("Link", "</v2/app/tags/list?n=1000>; rel=\"next\"")
                    .answer(200, "{\"tags\":[\"a\"]}"))) {
      assertThat(server.repository().tags()).containsExactly("a");
    }
  }

  @Test
  void tellsWhatTheRegistrySaysInOneLine() throws IOException {
    var body =
        "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"no \\u001b[31msuch\\nthing\"}]}";
    try (var server = new FakeServer(request -> request.answer(404, body))) {
      assertThatThrownBy(() -> server.repository().document(image.manifest().descriptor()))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessageEndingWith("status 404 MANIFEST_UNKNOWN: no  [31msuch thing");
    }
  }

  @Test
  void readsLittleOfAnErrorThatDoesNotEnd() throws IOException {
    try (var server =
        new FakeServer(
            request -> {
              request.exchange().sendResponseHeaders(400, 0);
              while (true) {
                request.exchange().getResponseBody().write("x".repeat(8192).getBytes(UTF_8));
              }
            })) {
      assertThatThrownBy(() -> read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Refused.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "", "a?b", "a b", "-a"})
  void refusesNamesThatAreNoTags(String name) throws IOException {
    try (var server = new FakeServer(request -> request.answer(200))) {
      assertThatThrownBy(() -> server.repository().resolve(name))
          .isInstanceOf(RegistryException.Malformed.class);
      assertThat(server.requests()).isEmpty();
    }
  }

  /// Breaks the first download after four bytes; `then` answers from then on.
  private FakeServer.Handler breakingOnce(FakeServer.Handler then) {
    return request -> {
      if (calls.incrementAndGet() == 1) {
        request.breakAfter(200, 10, Arrays.copyOf(BYTES, 4));
      } else {
        then.handle(request);
      }
    };
  }

  private void serveManifest(FakeServer.Request request) throws IOException {
    request
        .with("Content-Type", MediaType.OCI_MANIFEST.name() + "; charset=utf-8")
        .with("Docker-Content-Digest", image.manifest().digest().toString())
        .answer(200, image.manifest().bytes());
  }

  static byte[] read(Place place, Descriptor content) {
    try (var stream = place.fetch(content)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("reading failed", e);
    }
  }

  @Test
  void doesNotWaitAsLongAsARegistryMayAsk() throws IOException {
    try (var server =
        new FakeServer(request -> request.with("Retry-After", "3600").answer(429, "slow down"))) {
      assertThatThrownBy(() -> server.repository().tags())
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageEndingWith("status 429 slow down. Try again in 3600 seconds");
      assertThat(server.requests()).hasSize(1);
    }
  }
}
