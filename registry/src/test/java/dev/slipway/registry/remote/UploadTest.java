package dev.slipway.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Descriptor;
import dev.slipway.image.MediaType;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import dev.slipway.registry.auth.Credential;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The state machine of an upload, against a registry that fails in every way that is known.
class UploadTest {
  private static final byte[] BYTES = random(3_000_000);
  private static final Descriptor BLOB = Descriptor.of(MediaType.OCI_LAYER, BYTES);
  private static final Descriptor SMALL =
      Descriptor.of(MediaType.OCI_LAYER, "small".getBytes(UTF_8));

  private final AtomicInteger patches = new AtomicInteger();

  private static void assertThatItArrives(FakeRegistry registry) throws IOException {
    try (var server = new FakeServer(registry)) {
      assertThat(server.repository().push(BLOB, Blob.of(BYTES))).isEqualTo(Arrival.SENT);
    }
    assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
  }

  @Test
  void streamsALargeBlob() throws IOException {
    var registry = new FakeRegistry();
    try (var server = new FakeServer(registry)) {
      assertThat(server.repository().push(BLOB, Blob.of(BYTES))).isEqualTo(Arrival.SENT);

      assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
      assertThat(server.requests())
          .containsExactly(
              "HEAD /v2/app/blobs/" + BLOB.digest(),
              "POST /v2/app/blobs/uploads/",
              "PATCH /upload/1?state=1",
              "PUT /upload/1?state=3000000&digest=sha256%3A" + BLOB.digest().hex());
    }
  }

  @Test
  void sendsASmallBlobInOneRequest() throws IOException {
    var registry = new FakeRegistry();
    try (var server = new FakeServer(registry)) {
      server.repository().push(SMALL, Blob.of("small".getBytes(UTF_8)));

      assertThat(registry.arrived.toString(UTF_8)).isEqualTo("small");
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void goesOnWhereTheConnectionBroke() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          void patch(FakeServer.Request request) throws IOException {
            if (patches.incrementAndGet() == 1) {
              take(request, 1_000_000);
              request.breakOff();
            }
            assertThat(request.header("Content-Range")).contains("1000000-2999999");
            super.patch(request);
          }
        };
    assertThatItArrives(registry);
    assertThat(registry.sessions).isEqualTo(1);
  }

  @Test
  void goesOnAfterAPartThatWasAccepted() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          void patch(FakeServer.Request request) throws IOException {
            take(request, 1_200_000);
            request.exchange().getRequestBody().readAllBytes();
            // ECR says 201 where others say 202
            status(request, 201);
          }
        };
    assertThatItArrives(registry);
  }

  @Test
  void asksHowFarItGotAfter416() throws IOException {
    var registry =
        FakeRegistry.failingOnce(
            (self, request) -> {
              self.take(request, 500_000);
              request.answer(416);
            });
    assertThatItArrives(registry);
    assertThat(registry.sessions).isEqualTo(1);
  }

  @Test
  void beginsAnewWhenTheSessionIsLost() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          public void handle(FakeServer.Request request) throws IOException {
            if (request.method().equals("GET")) {
              request.answer(404);
            } else {
              super.handle(request);
            }
          }

          @Override
          void patch(FakeServer.Request request) throws IOException {
            if (patches.incrementAndGet() == 1) {
              take(request, 500_000);
              request.breakOff();
            }
            super.patch(request);
          }
        };
    assertThatItArrives(registry);
    assertThat(registry.sessions).isEqualTo(2);
  }

  @Test
  void isContentWhenOnlyTheLastAnswerWasLost() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          public void handle(FakeServer.Request request) throws IOException {
            if (request.method().equals("PUT")) {
              request.body();
              complete = true;
              request.breakOff();
            }
            super.handle(request);
          }
        };
    try (var server = new FakeServer(registry)) {
      server.repository().push(BLOB, Blob.of(BYTES));

      assertThat(registry.complete).isTrue();
      assertThat(registry.sessions).isEqualTo(1);
    }
  }

  @Test
  void sendsChunksWhereAProxyTakesNoLargeBody() throws IOException {
    var bytes = random(20 * 1024 * 1024);
    var registry =
        new FakeRegistry() {
          @Override
          void patch(FakeServer.Request request) throws IOException {
            if (request.header("Content-Length").map(Long::valueOf).orElse(0L) > 17_000_000) {
              request.answer(413);
            } else {
              super.patch(request);
            }
          }
        };
    try (var server = new FakeServer(registry)) {
      server.repository().push(Descriptor.of(MediaType.OCI_LAYER, bytes), Blob.of(bytes));

      assertThat(registry.arrived.toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void answersATokenThatExpiresOnTheWay() throws IOException {
    var registry =
        FakeRegistry.failingOnce(
            (_, request) -> request.with("WWW-Authenticate", "Basic realm=\"x\"").answer(401));
    try (var server = new FakeServer(registry)) {
      server.repository(new Credential.Password("me", "secret")).push(BLOB, Blob.of(BYTES));

      assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
    }
  }

  @Test
  void givesUpAndCancelsTheSession() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          void patch(FakeServer.Request request) throws IOException {
            request.answer(500);
          }
        };
    try (var server = new FakeServer(registry)) {
      assertThatThrownBy(() -> server.repository().push(BLOB, Blob.of(BYTES)))
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageContaining("after 4 attempts")
          .hasMessageContaining("status 500");
      assertThat(server.requests().getLast()).startsWith("DELETE /upload/");
    }
  }

  @Test
  void refusesASourceWithOtherBytesBeforeItIsComplete() throws IOException {
    var registry = new FakeRegistry();
    try (var server = new FakeServer(registry)) {
      var other = random(3_000_000);
      other[5]++;

      assertThatThrownBy(() -> server.repository().push(BLOB, Blob.of(other)))
          .isInstanceOf(RegistryException.Mismatch.class);
      assertThat(registry.complete).isFalse();
      assertThat(server.requests().getLast()).startsWith("DELETE /upload/");
    }
  }

  @Test
  void saysThatTheRegistryNamesNoPlaceForTheBytes() throws IOException {
    try (var server =
        new FakeServer(request -> request.answer(request.method().equals("HEAD") ? 404 : 202))) {
      assertThatThrownBy(() -> server.repository().push(BLOB, Blob.of(BYTES)))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("does not say where");
    }
  }

  @Test
  void refusesACountThatIsNotWhatWasSent() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          void patch(FakeServer.Request request) throws IOException {
            request.with("Location", "/upload/1").with("Range", "0-99999999").answer(202);
          }
        };
    try (var server = new FakeServer(registry)) {
      assertThatThrownBy(() -> server.repository().push(BLOB, Blob.of(BYTES)))
          .isInstanceOf(RegistryException.Malformed.class);
    }
  }

  @Test
  void mountsWhatTheRegistryHasElsewhere() throws IOException {
    try (var server =
        new FakeServer(request -> request.answer(request.method().equals("HEAD") ? 404 : 201))) {
      var blob = Blob.of(BYTES).knownIn(List.of(new Repository(server.host(), "base")));

      assertThat(server.repository().push(BLOB, blob)).isEqualTo(Arrival.MOUNTED);
      assertThat(server.requests())
          .endsWith("POST /v2/app/blobs/uploads/?mount=" + BLOB.digest() + "&from=base");
    }
  }

  @Test
  void sendsWhatItMayNotMount() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          public void handle(FakeServer.Request request) throws IOException {
            if (request.query().startsWith("mount=")) {
              request.answer(403);
            } else {
              super.handle(request);
            }
          }
        };
    try (var server = new FakeServer(registry)) {
      var blob = Blob.of(BYTES).knownIn(List.of(new Repository(server.host(), "secret")));

      assertThat(server.repository().push(BLOB, blob)).isEqualTo(Arrival.SENT);
    }
  }

  @Test
  void usesTheSessionThatAFailedMountOpened() throws IOException {
    var registry = new FakeRegistry();
    try (var server = new FakeServer(registry)) {
      var blob =
          Blob.of(BYTES)
              .knownIn(
                  List.of(
                      new Repository("elsewhere.example", "base"),
                      new Repository(server.host(), "base")));

      assertThat(server.repository().push(BLOB, blob)).isEqualTo(Arrival.SENT);
      assertThat(registry.sessions).isEqualTo(1);
    }
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
