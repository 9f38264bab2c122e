package dev.slipway.registry.serve;

import static dev.slipway.registry.serve.Caller.IMAGE;
import static dev.slipway.registry.serve.Caller.INDEX;
import static dev.slipway.registry.serve.Caller.bytes;
import static dev.slipway.registry.serve.Caller.code;
import static dev.slipway.registry.serve.Caller.header;
import static dev.slipway.registry.serve.Caller.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
  private final Server server = Server.start();
  private final Caller caller = new Caller(server);

  @AfterEach
  void stop() {
    caller.close();
    server.close();
  }

  @Test
  void comesBackByTagAndByDigestAsItCame() {
    var config = caller.blob("r", bytes("{}"));
    var json =
        "{ \"config\":{\"digest\":\"%s\",\"size\":2,\"x\":\"\\u00e4\"},\n\"layers\":[] , \"schemaVersion\":2}\n"
            .formatted(config);
    var digest = Digest.of(bytes(json));
    var pushed = caller.manifest("r", "v1", IMAGE, json);
    assertThat(pushed.statusCode()).isEqualTo(201);
    assertThat(header(pushed, "Docker-Content-Digest")).isEqualTo(digest.toString());
    for (var name : new String[] {"v1", digest.toString()}) {
      var response = caller.get("/v2/r/manifests/" + name);
      assertThat(text(response)).isEqualTo(json);
      assertThat(header(response, "Content-Type")).isEqualTo(IMAGE);
      assertThat(header(response, "Docker-Content-Digest")).isEqualTo(digest.toString());
      var head = caller.send("HEAD", "/v2/r/manifests/" + name, new byte[0]);
      assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(bytes(json).length));
    }
  }

  @Test
  void isRefusedWithoutItsBlobs() {
    var config = caller.blob("r", bytes("{}"));
    var response =
        caller.manifest("r", "v1", IMAGE, Caller.imageJson(config, Digest.of(bytes("no")), 2));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    assertThat(caller.get("/v2/r/manifests/v1").statusCode()).isEqualTo(404);
  }

  @Test
  void isRefusedWhenItsDigestIsAnother() {
    var json = caller.image("r", "v1", "layer");
    var response = caller.manifest("r", Digest.of(bytes("other")).toString(), IMAGE, json);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("DIGEST_INVALID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "[]",
        "{\"schemaVersion\":2,\"schemaVersion\":2}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":1,\"manifests\":[]}",
        "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
        "{\"schemaVersion\":2,\"manifests\":[],\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}",
        "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:../x\"}]}",
        "{\"schemaVersion\":2,\"manifests\":[]} x"
      })
  void isRefusedWhenItIsNotWhatItSays(String json) {
    var response = caller.manifest("r", "v1", INDEX, json);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("MANIFEST_INVALID");
  }

  @Test
  void isRefusedUnderAMediaTypeThatIsNoManifests() {
    var response = caller.manifest("r", "v1", "application/json", "{}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo("MANIFEST_INVALID");
  }

  @Test
  void mayHaveFourMebibytesAndNoMore() {
    var begin = "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"a\":\"";
    var most = begin + "x".repeat((4 << 20) - begin.length() - 3) + "\"}}";
    assertThat(caller.manifest("r", "big", INDEX, most).statusCode()).isEqualTo(201);
    var response = caller.manifest("r", "big", INDEX, most + " ");
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(code(response)).isEqualTo("SIZE_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {".x", "-x", "a%2Fb", "sha256:abc", "%20"})
  void isRefusedUnderWhatIsNeitherTagNorDigest(String name) {
    var response = caller.manifest("r", name, INDEX, "{\"schemaVersion\":2,\"manifests\":[]}");
    assertThat(response.statusCode()).isIn(400, 404);
  }

  @Test
  void takesTagsOf128CharactersAndNoMore() {
    var json = "{\"schemaVersion\":2,\"manifests\":[]}";
    assertThat(caller.manifest("r", "x".repeat(128), INDEX, json).statusCode()).isEqualTo(201);
    assertThat(caller.manifest("r", "x".repeat(129), INDEX, json).statusCode()).isEqualTo(400);
  }

  @Test
  void getsTagsAsParameters() {
    var json = caller.image("r", "v1", "layer");
    var digest = Digest.of(bytes(json));
    var response = caller.manifest("r", digest + "?tag=a&tag=b", IMAGE, json);
    assertThat(header(response, "OCI-Tag")).isEqualTo("a, b");
    assertThat(text(caller.get("/v2/r/manifests/b"))).isEqualTo(json);
    assertThat(caller.manifest("r", digest + "?tag=c&tag=-", IMAGE, json).statusCode())
        .isEqualTo(400);
    assertThat(caller.get("/v2/r/manifests/c").statusCode()).isEqualTo(404);
  }

  @Test
  void showsReadersTheOldOrTheNewWhileATagMoves() throws Exception {
    var one = caller.image("r", "v", "one");
    var two = caller.image("r", "v", "two");
    var stop = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reader =
          threads.submit(
              () -> {
                int reads = 0;
                for (; !stop.get(); reads++) {
                  assertThat(text(caller.get("/v2/r/manifests/v"))).isIn(one, two);
                }
                return reads;
              });
      for (int i = 0; i < 100; i++) {
        caller.manifest("r", "v", IMAGE, i % 2 == 0 ? one : two);
      }
      stop.set(true);
      assertThat(reader.get()).isPositive();
    }
  }

  @Nested
  class Deleting {
    @Test
    void aTagLeavesTheDigest() {
      var json = caller.image("r", "v1", "layer");
      assertThat(delete("v1")).isEqualTo(202);
      assertThat(delete("v1")).isEqualTo(404);
      assertThat(text(caller.get("/v2/r/manifests/" + Digest.of(bytes(json))))).isEqualTo(json);
    }

    @Test
    void aDigestTakesItsTagsAlong() {
      var json = caller.image("r", "v1", "layer");
      caller.manifest("r", "v2", IMAGE, json);
      caller.image("r", "other", "other");
      assertThat(delete(Digest.of(bytes(json)).toString())).isEqualTo(202);
      assertThat(caller.get("/v2/r/manifests/v1").statusCode()).isEqualTo(404);
      assertThat(text(caller.get("/v2/r/tags/list"))).contains("[\"other\"]");
    }

    @Test
    void isRefusedByAServerThatDoesNotDelete() {
      try (var careful = Server.start(Setup.usual().without(Feature.DELETE));
          var to = new Caller(careful)) {
        to.image("r", "v1", "layer");
        var response = to.send("DELETE", "/v2/r/manifests/v1", new byte[0]);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(code(response)).isEqualTo("UNSUPPORTED");
      }
    }

    private int delete(String identifier) {
      return caller.send("DELETE", "/v2/r/manifests/" + identifier, new byte[0]).statusCode();
    }
  }

  @Nested
  class Lists {
    @Test
    void giveTagsPageByPage() {
      caller.image("r", "b", "layer");
      for (var tag : new String[] {"c", "a", "Z"}) {
        caller.image("r", tag, "layer");
      }
      var page = caller.get("/v2/r/tags/list?n=3");
      assertThat(text(page)).contains("[\"Z\",\"a\",\"b\"]");
      assertThat(header(page, "Link")).isEqualTo("</v2/r/tags/list?n=3&last=b>; rel=\"next\"");
      var last = caller.get("/v2/r/tags/list?n=3&last=b");
      assertThat(text(last)).contains("[\"c\"]");
      assertThat(header(last, "Link")).isEmpty();
      var none = caller.get("/v2/r/tags/list?n=0");
      assertThat(text(none)).contains("\"tags\":[]");
      assertThat(header(none, "Link")).isEmpty();
      assertThat(caller.get("/v2/r/tags/list?n=x").statusCode()).isEqualTo(400);
    }

    @Test
    void doNotKnowARepositoryThatIsNotThere() {
      var response = caller.get("/v2/none/tags/list");
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(code(response)).isEqualTo("NAME_UNKNOWN");
    }

    @Test
    void nameAllRepositories() {
      caller.image("b/c", "v", "layer");
      caller.image("b", "v", "layer");
      caller.image("a", "v", "layer");
      assertThat(text(caller.get("/v2/_catalog")))
          .isEqualTo("{\"repositories\":[\"a\",\"b\",\"b/c\"]}");
      assertThat(header(caller.get("/v2/_catalog?n=1&last=a"), "Link"))
          .isEqualTo("</v2/_catalog?n=1&last=b>; rel=\"next\"");
    }
  }

  @Nested
  class Referrers {
    private final Digest subject = Digest.of(bytes("absent"));

    @Test
    void areNoneOfASubjectThatNobodyNames() {
      var response = caller.get("/v2/none/referrers/" + subject);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(header(response, "Content-Type")).isEqualTo(INDEX);
      assertThat(text(response)).contains("\"manifests\":[]");
      assertThat(caller.get("/v2/none/referrers/sha256:x").statusCode()).isEqualTo(400);
    }

    @Test
    void areListedWithTypeAndAnnotationsAsSoonAsTheyArePushed() {
      caller.blob("r", bytes("{}"));
      var one = Caller.artifactJson("a/one", subject, "first");
      var pushed = caller.manifest("r", Digest.of(bytes(one)).toString(), IMAGE, one);
      assertThat(header(pushed, "OCI-Subject")).isEqualTo(subject.toString());
      var two = Caller.artifactJson("a/two", subject, "second");
      caller.manifest("r", Digest.of(bytes(two)).toString(), IMAGE, two);
      assertThat(text(caller.get("/v2/r/referrers/" + subject)))
          .contains("a/one", "first", "a/two", "second");
      var filtered = caller.get("/v2/r/referrers/" + subject + "?artifactType=a%2Ftwo");
      assertThat(text(filtered)).contains("second").doesNotContain("first");
      assertThat(header(filtered, "OCI-Filters-Applied")).isEqualTo("artifactType");
      caller.send("DELETE", "/v2/r/manifests/" + Digest.of(bytes(two)), new byte[0]);
      assertThat(text(caller.get("/v2/r/referrers/" + subject))).doesNotContain("a/two");
    }

    @Test
    void comePageByPageAndNoneIsLostWhenManyArriveAtOnce() throws Exception {
      var setup = Setup.usual().within(new Limits(1 << 20, 7, 0, 100));
      try (var small = Server.start(setup);
          var to = new Caller(small);
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        to.blob("r", bytes("{}"));
        for (int i = 0; i < 40; i++) {
          var json = Caller.artifactJson("a/b", subject, "note-" + i + "-");
          threads.execute(() -> to.manifest("r", Digest.of(bytes(json)).toString(), IMAGE, json));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        var all = new StringBuilder();
        int pages = 0;
        for (var path = "/v2/r/referrers/" + subject; !path.isEmpty(); pages++) {
          var page = to.get(path);
          all.append(text(page));
          path = header(page, "Link").replaceAll("^<(.*)>.*$", "$1");
        }
        assertThat(pages).isEqualTo(6);
        for (int i = 0; i < 40; i++) {
          assertThat(all).containsOnlyOnce("note-" + i + "-");
        }
      }
    }

    @Test
    void areUnknownToAServerWithoutThem() {
      try (var old = Server.start(Setup.usual().without(Feature.REFERRERS));
          var to = new Caller(old)) {
        to.blob("r", bytes("{}"));
        var json = Caller.artifactJson("a/one", subject, "first");
        var pushed = to.manifest("r", "v", IMAGE, json);
        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(header(pushed, "OCI-Subject")).isEmpty();
        assertThat(to.get("/v2/r/referrers/" + subject).statusCode()).isEqualTo(404);
      }
    }
  }
}
