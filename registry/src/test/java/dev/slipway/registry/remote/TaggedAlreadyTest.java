package dev.slipway.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.registry.Copy;
import dev.slipway.registry.SampleImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A push of what is there already, under the tag that it has.
class TaggedAlreadyTest {
  private static final String QUESTION = "HEAD /v2/app/manifests/1";
  private static final String WRITTEN = "PUT /v2/app/manifests/1";

  private final SampleImage image = SampleImage.of("app", 1000, "linux/amd64");

  /// What a server is asked in a push, that has everything and says `status` and `digest` of the
  /// tag.
  private List<String> asked(int status, Digest digest) throws IOException {
    try (var server = new FakeServer(request -> answer(request, status, digest))) {
      Copy.between(image.place("1"), server.repository()).run("1", List.of("1"));
      return server.requests();
    }
  }

  private void answer(FakeServer.Request request, int status, Digest digest) throws IOException {
    var manifest = image.manifest();
    if (request.is("PUT", "/v2/app/manifests/1")) {
      request.with("Docker-Content-Digest", manifest.digest().toString()).answer(201);
    } else if (request.path().endsWith("/1")) {
      request
          .with("Docker-Content-Digest", digest.toString())
          .with("Content-Type", manifest.mediaType().toString())
          .answer(status, manifest.bytes());
    } else {
      request
          .with("Docker-Content-Digest", manifest.digest().toString())
          .with("Content-Type", manifest.mediaType().toString())
          .answer(200, manifest.bytes());
    }
  }

  @Test
  void isOneQuestion() throws IOException {
    assertThat(asked(200, image.manifest().digest())).containsExactly(QUESTION);
  }

  @Test
  void isWrittenWhenTheTagNamesAnother() throws IOException {
    var other = Digest.of("other".getBytes(StandardCharsets.UTF_8));
    assertThat(asked(200, other)).startsWith(QUESTION).endsWith(WRITTEN);
  }

  @Test
  void isWrittenWhenThereIsNoSuchTag() throws IOException {
    assertThat(asked(404, image.manifest().digest())).startsWith(QUESTION).endsWith(WRITTEN);
  }

  @Test
  void isLookedThroughWhenItIsAnIndex() throws IOException {
    var source = SampleImage.index("multi", List.of(image));
    var index = source.resolve("multi");
    FakeServer.Handler whole =
        request -> {
          boolean isChild = request.path().endsWith(image.manifest().digest().toString());
          var there = isChild ? image.manifest().descriptor() : index;
          request
              .with("Docker-Content-Digest", there.digest().toString())
              .with("Content-Type", there.mediaType().toString())
              .answer(request.method().equals("PUT") ? 201 : 200);
        };
    try (var server = new FakeServer(whole)) {
      Copy.between(source, server.repository()).run("multi", List.of("1"));
      assertThat(server.requests())
          .contains("HEAD /v2/app/manifests/" + image.manifest().digest())
          .endsWith(WRITTEN);
    }
  }

  @Test
  void isWrittenByWhoMayNotAsk() throws IOException {
    assertThat(asked(403, image.manifest().digest())).startsWith(QUESTION).endsWith(WRITTEN);
  }
}
