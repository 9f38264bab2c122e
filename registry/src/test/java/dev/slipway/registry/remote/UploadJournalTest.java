package dev.slipway.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Descriptor;
import dev.slipway.image.MediaType;
import dev.slipway.registry.Blob;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.remote.UploadJournal.UploadSession;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What an upload does with what an earlier process remembered, and what it leaves for the next.
class UploadJournalTest {
  private static final int MIB = 1024 * 1024;
  private static final byte[] BYTES = random(40 * MIB);
  private static final Descriptor BLOB = Descriptor.of(MediaType.OCI_LAYER, BYTES);

  private final RememberedUploads journal = new RememberedUploads();

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /// A registry in which an earlier process began an upload.
  private static FakeRegistry begun(int arrived) {
    var registry = new FakeRegistry();
    registry.sessions = 1;
    registry.arrived.write(BYTES, 0, arrived);
    return registry;
  }

  /// Pushes to a server as somebody who remembers an upload there.
  private static void goOn(FakeServer server, String path) {
    server.repository(RememberedUploads.of(server.url() + path)).push(BLOB, Blob.of(BYTES));
  }

  @Test
  void goesOnWhereTheLastProcessDied() throws IOException {
    var registry = begun(20 * MIB);
    try (var server = new FakeServer(registry)) {
      var uploads = RememberedUploads.of(server.url() + "/upload/1?state=old");

      server.repository(uploads).push(BLOB, Blob.of(BYTES));

      assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
      assertThat(server.requests())
          .containsExactly(
              "HEAD /v2/app/blobs/" + BLOB.digest(),
              "GET /upload/1?state=old",
              "PATCH /upload/1?state=" + 20 * MIB,
              "PATCH /upload/1?state=" + 36 * MIB,
              "PUT /upload/1?state=%d&digest=sha256%%3A%s"
                  .formatted(40 * MIB, BLOB.digest().hex()));
      assertThat(uploads.session).isEmpty();
      assertThat(uploads.taken).isFalse();
    }
  }

  @Test
  void completesWhatHadAllArrived() throws IOException {
    var registry = begun(BYTES.length);
    try (var server = new FakeServer(registry)) {
      goOn(server, "/upload/1");

      assertThat(registry.complete).isTrue();
      assertThat(server.requests()).noneMatch(request -> request.startsWith("PATCH"));
    }
  }

  @Test
  void beginsAnewWhereTheRegistryForgot() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          public void handle(FakeServer.Request request) throws IOException {
            if (request.is("GET", "/upload/forgotten")) {
              request.answer(404);
            } else {
              super.handle(request);
            }
          }
        };
    try (var server = new FakeServer(registry)) {
      goOn(server, "/upload/forgotten");

      assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
      assertThat(registry.sessions).isEqualTo(1);
    }
  }

  @Test
  void beginsAnewWhereTheRegistryHasMoreThanThereIs() throws IOException {
    var registry = begun(BYTES.length);
    registry.arrived.write(1);
    try (var server = new FakeServer(registry)) {
      goOn(server, "/upload/1");

      assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
      assertThat(server.requests()).contains("DELETE /upload/1");
    }
  }

  @Test
  void beginsAnewWhereOtherBytesHadArrived() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          public void handle(FakeServer.Request request) throws IOException {
            if (request.method().equals("PUT") && !Arrays.equals(arrived.toByteArray(), BYTES)) {
              // this one does not end the session
              request.answer(400, "{\"errors\":[{\"code\":\"DIGEST_INVALID\"}]}");
            } else {
              super.handle(request);
            }
          }
        };
    registry.sessions = 1;
    registry.arrived.writeBytes(new byte[20 * MIB]);
    try (var server = new FakeServer(registry)) {
      goOn(server, "/upload/1");

      assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
      assertThat(registry.sessions).isEqualTo(2);
    }
  }

  @Test
  void asksNobodyButTheRegistryItself() throws IOException {
    try (var other = new FakeServer(begun(20 * MIB));
        var server = new FakeServer(new FakeRegistry())) {
      server.repository(RememberedUploads.of(other.url() + "/upload/1")).push(BLOB, Blob.of(BYTES));

      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void leavesTheUploadToTheNextProcessWhenTheRegistryGoesAway() throws IOException {
    var registry = FakeRegistry.refusingMoreWith(503);
    try (var server = new FakeServer(registry)) {
      assertThatThrownBy(() -> server.repository(journal).push(BLOB, Blob.of(BYTES)))
          .isInstanceOf(RegistryException.Unreachable.class);

      assertThat(server.requests()).noneMatch(request -> request.startsWith("DELETE"));
      assertThat(journal.session)
          .contains(new UploadSession(URI.create(server.url() + "/upload/1?state=" + 16 * MIB), 0));
      assertThat(journal.taken).isFalse();
    }
  }

  @Test
  void leavesNothingWhenTheBytesAreNotWhatTheyShouldBe() throws IOException {
    var registry = new FakeRegistry();
    try (var server = new FakeServer(registry)) {
      var other = BYTES.clone();
      other[BYTES.length - 5]++;

      assertThatThrownBy(() -> server.repository(journal).push(BLOB, Blob.of(other)))
          .isInstanceOf(RegistryException.Mismatch.class);

      assertThat(journal.session).isEmpty();
      assertThat(server.requests().getLast()).startsWith("DELETE /upload/");
    }
  }

  @Test
  void streamsToARegistryThatTakesNoChunks() throws IOException {
    var registry =
        new FakeRegistry() {
          @Override
          void patch(FakeServer.Request request) throws IOException {
            if (request.header("Content-Range").isPresent()) {
              request.answer(400);
            } else {
              super.patch(request);
            }
          }
        };
    try (var server = new FakeServer(registry)) {
      server.repository(journal).push(BLOB, Blob.of(BYTES));

      assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
      assertThat(registry.sessions).isEqualTo(2);
    }
  }

  @Test
  void streamsToARegistryThatTakesTheFirstChunkOnly() throws IOException {
    var registry = FakeRegistry.refusingMoreWith(416);
    try (var server = new FakeServer(registry)) {
      server.repository(journal).push(BLOB, Blob.of(BYTES));

      assertThat(registry.arrived.toByteArray()).isEqualTo(BYTES);
      assertThat(registry.sessions).isEqualTo(2);
    }
  }

  @Test
  void sendsLargerChunksOverAFastLineButNoMoreThanAreTaken() throws IOException {
    var bytes = random(60 * MIB);
    var sizes = new ArrayList<Long>();
    var registry =
        new FakeRegistry() {
          @Override
          void patch(FakeServer.Request request) throws IOException {
            long size = request.header("Content-Length").map(Long::valueOf).orElseThrow();
            sizes.add(size / MIB);
            if (size > 20 * MIB) {
              request.answer(413);
            } else {
              super.patch(request);
            }
          }
        };
    try (var server = new FakeServer(registry)) {
      server.repository(journal).push(Descriptor.of(MediaType.OCI_LAYER, bytes), Blob.of(bytes));

      assertThat(registry.arrived.toByteArray()).isEqualTo(bytes);
      assertThat(registry.sessions).isEqualTo(1);
      assertThat(sizes).containsExactly(16L, 32L, 16L, 16L, 12L);
    }
  }

  @Test
  void streamsWhereSomebodyElseHasTheEntry() throws IOException {
    var registry = begun(20 * MIB);
    try (var server = new FakeServer(registry)) {
      var uploads = RememberedUploads.of(server.url() + "/upload/1");
      uploads.taken = true;

      server.repository(uploads).push(BLOB, Blob.of(BYTES));

      assertThat(registry.sessions).isEqualTo(2);
      assertThat(uploads.session).isPresent();
      assertThat(server.requests()).noneMatch(request -> request.startsWith("GET"));
    }
  }

  @Test
  void remembersNothingSmall() throws IOException {
    var bytes = random(4 * MIB);
    try (var server = new FakeServer(new FakeRegistry())) {
      server.repository(journal).push(Descriptor.of(MediaType.OCI_LAYER, bytes), Blob.of(bytes));

      assertThat(journal.claims).isEmpty();
    }
  }

  @Test
  void anAddressThatIsPrintedHasNoQuery() {
    var session = new UploadSession(URI.create("https://r.example/v2/up/1?_state=secret"), 0);

    assertThat(session.toString()).isEqualTo("https://r.example/v2/up/1");
  }
}
