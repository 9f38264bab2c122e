package dev.slipway.registry.serve;

import static dev.slipway.registry.serve.Caller.bytes;
import static dev.slipway.registry.serve.Caller.code;
import static dev.slipway.registry.serve.Caller.header;
import static dev.slipway.registry.serve.Caller.location;
import static dev.slipway.registry.serve.Caller.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobsTest {
  private final Server server = Server.start();
  private final Caller caller = new Caller(server);

  @AfterEach
  void stop() {
    caller.close();
    server.close();
  }

  private static String digits(int count) {
    return "0123456789".repeat(count / 10 + 1).substring(0, count);
  }

  @Nested
  class Reading {
    @Test
    void givesTheBytesWithTheirDigestAndLength() {
      var digest = caller.blob("a/b", bytes("hello"));
      var response = caller.get("/v2/a/b/blobs/" + digest);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(text(response)).isEqualTo("hello");
      assertThat(header(response, "Docker-Content-Digest")).isEqualTo(digest.toString());
      var head = caller.send("HEAD", "/v2/a/b/blobs/" + digest, new byte[0]);
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(header(head, "Content-Length")).isEqualTo("5");
      assertThat(header(head, "Content-Type")).isEqualTo(header(response, "Content-Type"));
    }

    @Test
    void doesNotKnowABlobOfAnotherRepository() {
      var digest = caller.blob("one", bytes("hello"));
      var response = caller.get("/v2/two/blobs/" + digest);
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(code(response)).isEqualTo("BLOB_UNKNOWN");
    }

    @ParameterizedTest
    @CsvSource({
      "bytes=500-1499, 500, 1499",
      "bytes=500-, 500, 1999",
      "bytes=-500, 1500, 1999",
      "bytes=-5000, 0, 1999",
      "bytes=1000-9000, 1000, 1999",
      "bytes=0-0, 0, 0"
    })
    void givesAPart(String range, int first, int last) {
      var content = digits(2000);
      var digest = caller.blob("r", bytes(content));
      var response = caller.get("/v2/r/blobs/" + digest, "Range", range);
      assertThat(response.statusCode()).isEqualTo(206);
      assertThat(header(response, "Content-Range"))
          .isEqualTo("bytes " + first + "-" + last + "/2000");
      assertThat(text(response)).isEqualTo(content.substring(first, last + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=500-0", "bytes=2000-", "bytes=5000-10000", "bytes=-0"})
    void refusesAPartThatIsNotThere(String range) {
      var digest = caller.blob("r", bytes(digits(2000)));
      var response = caller.get("/v2/r/blobs/" + digest, "Range", range);
      assertThat(response.statusCode()).isEqualTo(416);
      assertThat(header(response, "Content-Range")).isEqualTo("bytes */2000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "bytes=-", "items=0-1", "bytes=a-b"})
    void givesTheWholeForARangeThatItDoesNotUnderstand(String range) {
      var digest = caller.blob("r", bytes("hello"));
      var response = caller.get("/v2/r/blobs/" + digest, "Range", range);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(text(response)).isEqualTo("hello");
    }

    @Test
    void givesTheWholeWhenThePartWasOfSomethingElse() {
      var digest = caller.blob("r", bytes("hello"));
      var path = "/v2/r/blobs/" + digest;
      assertThat(caller.get(path, "Range", "bytes=0-1", "If-Range", "\"x\"").statusCode())
          .isEqualTo(200);
      assertThat(
              caller.get(path, "Range", "bytes=0-1", "If-Range", "\"" + digest + "\"").statusCode())
          .isEqualTo(206);
    }

    @Test
    void keepsTheEmptyBlob() {
      var digest = caller.blob("r", new byte[0]);
      var response = caller.get("/v2/r/blobs/" + digest);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "sha256:abc",
          "sha256:..%2F..%2Fetc",
          "md5:900150983cd24fb0d6963f7d28e17f72",
          "x"
        })
    void refusesWhatIsNoDigest(String text) {
      var response = caller.get("/v2/r/blobs/" + text);
      assertThat(response.statusCode()).isIn(400, 404);
      assertThat(code(response)).isIn("DIGEST_INVALID", "UNSUPPORTED", "NAME_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "a//b", "_a", "a/_blobs", "a..b", "-a", "%2e%2e/a", "a/../b"})
    void refusesWhatIsNoName(String name) {
      var response = caller.send("POST", "/v2/" + name + "/blobs/uploads/", new byte[0]);
      assertThat(response.statusCode()).isBetween(400, 404);
    }
  }

  @Nested
  class Deleting {
    @Test
    void forgetsABlobHereButNotElsewhere() {
      var digest = caller.blob("one", bytes("hello"));
      caller.blob("two", bytes("hello"));
      assertThat(caller.send("DELETE", "/v2/one/blobs/" + digest, new byte[0]).statusCode())
          .isEqualTo(202);
      assertThat(caller.get("/v2/one/blobs/" + digest).statusCode()).isEqualTo(404);
      assertThat(text(caller.get("/v2/two/blobs/" + digest))).isEqualTo("hello");
      assertThat(caller.send("DELETE", "/v2/one/blobs/" + digest, new byte[0]).statusCode())
          .isEqualTo(404);
    }
  }

  @Nested
  class Uploading {
    @Test
    void takesChunksInTheirOrder() {
      var content = digits(30);
      var first = patch(caller.upload("r"), "0-9", content.substring(0, 10));
      assertThat(first.statusCode()).isEqualTo(202);
      assertThat(header(first, "Range")).isEqualTo("0-9");
      var second = patch(location(first), "10-19", content.substring(10, 20));
      assertThat(header(second, "Range")).isEqualTo("0-19");
      var status = caller.get(location(second));
      assertThat(status.statusCode()).isEqualTo(204);
      assertThat(header(status, "Range")).isEqualTo("0-19");
      var digest = Digest.of(bytes(content));
      var end =
          caller.send(
              "PUT",
              location(second) + "?digest=" + digest,
              bytes(content.substring(20)),
              "Content-Range",
              "20-29");
      assertThat(end.statusCode()).isEqualTo(201);
      assertThat(text(caller.get(location(end)))).isEqualTo(content);
      assertThat(caller.get(location(second)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-9", "5-14", "20-29"})
    void refusesAChunkThatRepeatsOverlapsOrSkips(String range) {
      var path = location(patch(caller.upload("r"), "0-9", digits(10)));
      var response = patch(path, range, digits(10));
      assertThat(response.statusCode()).isEqualTo(416);
      assertThat(header(response, "Range")).isEqualTo("0-9");
      assertThat(location(response)).isEqualTo(path);
      assertThat(header(caller.get(path), "Range")).isEqualTo("0-9");
    }

    @Test
    void refusesAChunkThatIsNotAsLongAsItSays() {
      var path = caller.upload("r");
      var response = patch(path, "0-9", "short");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(code(response)).isEqualTo("SIZE_INVALID");
      assertThat(patch(path, "0-4", "short").statusCode()).isEqualTo(202);
    }

    @Test
    void takesAStreamWithoutSaidRange() {
      var path = caller.upload("r");
      caller.send("PATCH", path, bytes("hello "));
      caller.send("PATCH", path, bytes("world"));
      var digest = Digest.of(bytes("hello world"));
      assertThat(caller.send("PUT", path + "?digest=" + digest, new byte[0]).statusCode())
          .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesOtherBytesThanTheDigestSays(boolean lastChunkWithThePut) {
      var path = caller.upload("r");
      var digest = Digest.of(bytes("expected"));
      var response =
          lastChunkWithThePut
              ? caller.send("PUT", path + "?digest=" + digest, bytes("other"))
              : caller.send(
                  "PUT",
                  location(caller.send("PATCH", path, bytes("other"))) + "?digest=" + digest,
                  new byte[0]);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(code(response)).isEqualTo("DIGEST_INVALID");
      assertThat(caller.get("/v2/r/blobs/" + digest).statusCode()).isEqualTo(404);
    }

    @Test
    void knowsSha512() {
      var digest = Digest.of(Digest.Algorithm.SHA512, bytes("hello"));
      for (var begin : new String[] {"", "?digest-algorithm=sha512"}) {
        var path = location(caller.send("POST", "/v2/r/blobs/uploads/" + begin, new byte[0]));
        caller.send("PATCH", path, bytes("hello"));
        assertThat(caller.send("PUT", path + "?digest=" + digest, new byte[0]).statusCode())
            .isEqualTo(201);
        assertThat(text(caller.get("/v2/r/blobs/" + digest))).isEqualTo("hello");
      }
    }

    @Test
    void isCancelled() {
      var path = caller.upload("r");
      assertThat(caller.send("DELETE", path, new byte[0]).statusCode()).isEqualTo(204);
      var late = caller.send("PATCH", path, bytes("x"));
      assertThat(late.statusCode()).isEqualTo(404);
      assertThat(code(late)).isEqualTo("BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void isUnknownToAClientThatWaitedWhileAnotherEndedIt() throws Exception {
      var path = caller.upload("r");
      var digest = Digest.of(bytes("hello"));
      var end = path + "?digest=" + digest;
      try (var first = new Socket(server.uri().getHost(), server.uri().getPort());
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var out = first.getOutputStream();
        out.write(bytes("PUT %s HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe".formatted(end)));
        while (!header(caller.get(path), "Range").equals("0-1")) {
          Thread.sleep(5);
        }
        var second = threads.submit(() -> caller.send("PUT", end, bytes("hello")));
        Thread.sleep(100);
        out.write(bytes("llo"));
        assertThat(second.get().statusCode()).isEqualTo(404);
        assertThat(code(second.get())).isEqualTo("BLOB_UPLOAD_UNKNOWN");
      }
      assertThat(text(caller.get("/v2/r/blobs/" + digest))).isEqualTo("hello");
    }

    @Test
    void belongsToItsRepository() {
      var path = caller.upload("one").replace("/one/", "/two/");
      assertThat(caller.send("PATCH", path, bytes("x")).statusCode()).isEqualTo(404);
    }

    @Test
    void isMountedFromWhereItIs() {
      var digest = caller.blob("one", bytes("hello"));
      for (var from : new String[] {"&from=one", ""}) {
        var mounted =
            caller.send("POST", "/v2/two/blobs/uploads/?mount=" + digest + from, new byte[0]);
        assertThat(mounted.statusCode()).isEqualTo(201);
        assertThat(location(mounted)).isEqualTo("/v2/two/blobs/" + digest);
        assertThat(caller.send("DELETE", "/v2/two/blobs/" + digest, new byte[0]).statusCode())
            .isEqualTo(202);
      }
      var absent = Digest.of(bytes("absent"));
      var upload =
          caller.send("POST", "/v2/two/blobs/uploads/?from=one&mount=" + absent, new byte[0]);
      assertThat(upload.statusCode()).isEqualTo(202);
      assertThat(location(upload)).startsWith("/v2/two/blobs/uploads/");
    }

    @Test
    void keepsTheLimitOfSmallChunks() {
      var setup = Setup.usual().within(new Limits(1 << 20, 100, 8, 100));
      try (var strict = Server.start(setup);
          var to = new Caller(strict)) {
        var begun = to.send("POST", "/v2/r/blobs/uploads/", new byte[0]);
        assertThat(header(begun, "OCI-Chunk-Min-Length")).isEqualTo("8");
        var path = location(begun);
        to.send("PATCH", path, bytes("1234"), "Content-Range", "0-3");
        assertThat(to.send("PATCH", path, bytes("5678"), "Content-Range", "4-7").statusCode())
            .isEqualTo(416);
      }
    }

    @Test
    void keepsOneContentOfManyPushesAtOnce() throws Exception {
      var content = bytes(digits(100_000));
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var pushes = new ArrayList<Callable<Digest>>();
        for (int i = 0; i < 32; i++) {
          var repository = "r" + i % 4;
          pushes.add(() -> caller.blob(repository, content));
        }
        for (var push : threads.invokeAll(pushes)) {
          assertThat(caller.get("/v2/r1/blobs/" + push.get()).body()).isEqualTo(content);
        }
      }
    }

    private HttpResponse<byte[]> patch(String path, String range, String content) {
      return caller.send("PATCH", path, bytes(content), "Content-Range", range);
    }
  }
}
