package dev.slipway.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Descriptor;
import dev.slipway.image.MediaType;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.auth.Credential;
import dev.slipway.registry.auth.Credentials;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Who gets to see a credential, and who does not.
class CredentialFlowTest {
  private static final byte[] BYTES = "0123456789".getBytes(UTF_8);
  private static final Descriptor BLOB = Descriptor.of(MediaType.OCI_LAYER, BYTES);
  private static final Credential ME = new Credential.Password("me", "canary");
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("me:canary".getBytes(UTF_8));

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void sendsBasicOnlyWhenAsked() throws IOException {
    try (var server = new FakeServer(request -> askBasic(request, r -> r.answer(200, BYTES)))) {
      var repository = server.repository(ME);
      DownloadTest.read(repository, BLOB);
      DownloadTest.read(repository, BLOB);

      assertThat(server.seen())
          .extracting(FakeServer.Seen::authorization)
          .containsExactly(Optional.empty(), Optional.of(BASIC), Optional.of(BASIC));
    }
  }

  @Test
  void keepsCredentialsFromWhoIsRedirectedTo() throws IOException {
    try (var other = new FakeServer(request -> request.answer(200, BYTES));
        var server =
            new FakeServer(
                request ->
                    askBasic(
                        request, r -> r.with("Location", other.url() + "/b?sig=1").answer(307)))) {
      assertThat(DownloadTest.read(server.repository(ME), BLOB)).isEqualTo(BYTES);
      assertThat(other.seen()).hasSize(1);
      assertThat(other.seen().getFirst().authorization()).isEmpty();
    }
  }

  @Test
  void doesNotAnswerWhoIsRedirectedToAndAsks() throws IOException {
    try (var other = new FakeServer(request -> askBasic(request, r -> r.answer(200, BYTES)));
        var server =
            new FakeServer(
                request ->
                    askBasic(request, r -> r.with("Location", other.url() + "/b").answer(302)))) {
      assertThatThrownBy(() -> DownloadTest.read(server.repository(ME), BLOB))
          .isInstanceOf(RegistryException.Denied.class)
          .hasMessageContaining("redirects refuses");
      assertThat(other.seen())
          .isNotEmpty()
          .allSatisfy(seen -> assertThat(seen.authorization()).isEmpty());
    }
  }

  @Test
  void followsOnlySoManyRedirects() throws IOException {
    try (var server =
        new FakeServer(
            request -> request.with("Location", "/again" + calls.incrementAndGet()).answer(302))) {
      assertThatThrownBy(() -> DownloadTest.read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("more than 10 redirects");
    }
  }

  @Test
  void keepsCredentialsFromWhoTakesAnUpload() throws IOException {
    try (var other = new FakeServer(request -> request.answer(201));
        var server =
            new FakeServer(
                request ->
                    askBasic(
                        request,
                        r -> {
                          if (r.method().equals("POST")) {
                            r.with("Location", other.url() + "/up").answer(202);
                          } else {
                            r.answer(404);
                          }
                        }))) {
      server.repository(ME).push(BLOB, dev.slipway.registry.Blob.of(BYTES));

      assertThat(other.seen()).hasSize(1);
      assertThat(other.seen().getFirst().authorization()).isEmpty();
    }
  }

  @Test
  void asksNobodyForACredentialThatTheRegistryDoesNotWant() throws IOException {
    Credentials helper =
        repository -> {
          throw new RegistryException.Denied("there is no docker-credential-helper");
        };
    try (var open = new FakeServer(request -> request.answer(200, BYTES));
        var closed = new FakeServer(request -> askBasic(request, r -> r.answer(200, BYTES)))) {
      assertThat(DownloadTest.read(open.repository(helper, Access.PULL), BLOB)).isEqualTo(BYTES);
      assertThatThrownBy(() -> DownloadTest.read(closed.repository(helper, Access.PULL), BLOB))
          .isInstanceOf(RegistryException.Denied.class)
          .hasMessageContaining("there is no docker-credential-helper");
    }
  }

  @Test
  void asksForACredentialOnce() throws IOException {
    Credentials helper =
        repository -> {
          calls.incrementAndGet();
          return ME;
        };
    try (var server = new FakeServer(request -> askBasic(request, r -> r.answer(200, BYTES)))) {
      var repository = server.repository(helper, Access.PULL);
      DownloadTest.read(repository, BLOB);
      DownloadTest.read(repository, BLOB);
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void sendsATokenOfTheRegistryItselfWhenAsked() throws IOException {
    try (var tokens = new FakeServer(request -> request.answer(500));
        var server =
            new FakeServer(
                request -> askBearer(request, tokens, "t1", r -> r.answer(200, BYTES)))) {
      var repository = server.repository(new Credential.RegistryToken("t1"));
      DownloadTest.read(repository, BLOB);
      DownloadTest.read(repository, BLOB);
      assertThat(server.seen())
          .extracting(FakeServer.Seen::authorization)
          .containsExactly(Optional.empty(), Optional.of("Bearer t1"), Optional.of("Bearer t1"));
      assertThatThrownBy(
              () -> DownloadTest.read(server.repository(new Credential.RegistryToken("old")), BLOB))
          .isInstanceOf(RegistryException.Denied.class)
          .hasMessageContaining("The token is not good for this");
      assertThat(tokens.seen()).isEmpty();
    }
  }

  @Test
  void getsATokenAndUsesItAgain() throws IOException {
    try (var tokens = new FakeServer(request -> request.answer(200, "{\"token\":\"t1\"}"));
        var server =
            new FakeServer(
                request -> askBearer(request, tokens, "t1", r -> r.answer(200, BYTES)))) {
      var repository = server.repository(ME, Access.PULL);
      DownloadTest.read(repository, BLOB);
      DownloadTest.read(repository, BLOB);

      assertThat(tokens.requests())
          .containsExactly(
              "GET /token?keep=1&service=registry&scope=repository%3Aapp%3Apull&account=me");
      assertThat(tokens.seen().getFirst().authorization()).contains(BASIC);
      assertThat(server.seen())
          .extracting(FakeServer.Seen::authorization)
          .containsExactly(Optional.empty(), Optional.of("Bearer t1"), Optional.of("Bearer t1"));
    }
  }

  @Test
  void renewsATokenThatIsNotTakenAnyMore() throws IOException {
    try (var tokens =
            new FakeServer(
                request ->
                    request.answer(
                        200, "{\"access_token\":\"t%d\"}".formatted(calls.incrementAndGet())));
        var server =
            new FakeServer(
                request ->
                    askBearer(
                        request,
                        tokens,
                        "t" + Math.max(calls.get(), 2),
                        r -> r.answer(200, BYTES)))) {
      var repository = server.repository();
      // the first token is refused, the second is taken
      assertThatThrownBy(() -> DownloadTest.read(repository, BLOB))
          .isInstanceOf(RegistryException.Denied.class);
      assertThat(DownloadTest.read(repository, BLOB)).isEqualTo(BYTES);
      assertThat(calls).hasValue(2);
    }
  }

  @Test
  void exchangesAnIdentityTokenByPost() throws IOException {
    try (var tokens =
            new FakeServer(
                request -> {
                  assertThat(new String(request.body(), UTF_8))
                      .contains("grant_type=refresh_token")
                      .contains("client_id=slipway")
                      .contains("scope=repository%3Aapp%3Apull%2Cpush")
                      .contains("refresh_token=canary");
                  request.answer(200, "{\"access_token\":\"t1\"}");
                });
        var server =
            new FakeServer(
                request -> askBearer(request, tokens, "t1", r -> r.answer(200, BYTES)))) {
      DownloadTest.read(server.repository(new Credential.IdentityToken("canary")), BLOB);

      assertThat(tokens.requests()).containsExactly("POST /token?keep=1");
    }
  }

  @Test
  void asksByGetWhereThereIsNoPost() throws IOException {
    try (var tokens =
            new FakeServer(
                request -> {
                  if (request.method().equals("POST")) {
                    request.answer(405);
                  } else {
                    request.answer(200, "{\"token\":\"t1\"}");
                  }
                });
        var server =
            new FakeServer(
                request -> askBearer(request, tokens, "t1", r -> r.answer(200, BYTES)))) {
      assertThat(DownloadTest.read(server.repository(new Credential.IdentityToken("x")), BLOB))
          .isEqualTo(BYTES);
    }
  }

  @Test
  void followsNoRedirectOfATokenService() throws IOException {
    try (var other = new FakeServer(request -> request.answer(200, "{\"token\":\"t1\"}"));
        var tokens =
            new FakeServer(request -> request.with("Location", other.url() + "/").answer(302));
        var server =
            new FakeServer(
                request -> askBearer(request, tokens, "t1", r -> r.answer(200, BYTES)))) {
      assertThatThrownBy(() -> DownloadTest.read(server.repository(ME), BLOB))
          .isInstanceOf(RegistryException.Malformed.class);
      assertThat(other.seen()).isEmpty();
    }
  }

  @Test
  void tellsNobodyTheSecret() throws IOException {
    for (int status : new int[] {200, 400, 401, 403, 404, 500}) {
      try (var tokens =
              new FakeServer(request -> request.answer(status, "not JSON: canary " + BASIC));
          var server =
              new FakeServer(
                  request -> askBearer(request, tokens, "t1", r -> r.answer(200, BYTES)))) {
        assertThatThrownBy(() -> DownloadTest.read(server.repository(ME), BLOB))
            .isInstanceOf(RegistryException.class)
            .satisfies(
                e ->
                    assertThat(e + " " + e.getCause())
                        .doesNotContain("canary")
                        .doesNotContain(BASIC.substring(6)));
      }
    }
    assertThat(ME.toString() + new Credential.IdentityToken("canary")).doesNotContain("canary");
  }

  @Test
  void saysToLogIn() throws IOException {
    try (var server = new FakeServer(request -> askBasic(request, r -> r.answer(200, BYTES)))) {
      assertThatThrownBy(() -> DownloadTest.read(server.repository(), BLOB))
          .isInstanceOf(RegistryException.Denied.class)
          .hasMessageContaining("There are no credentials for " + server.host() + ": log in");
      assertThatThrownBy(
              () ->
                  DownloadTest.read(
                      server.repository(new Credential.Password("you", "wrong")), BLOB))
          .isInstanceOf(RegistryException.Denied.class)
          .hasMessageContaining("The credentials of 'you' are not good for this");
      assertThat(server.requests()).hasSize(3);
    }
  }

  private static void askBasic(FakeServer.Request request, FakeServer.Handler then)
      throws IOException {
    if (request.header("Authorization").filter(BASIC::equals).isPresent()) {
      then.handle(request);
    } else {
      request.with("WWW-Authenticate", "Basic realm=\"x\"").answer(401);
    }
  }

  private static void askBearer(
      FakeServer.Request request, FakeServer tokens, String token, FakeServer.Handler then)
      throws IOException {
    if (request.header("Authorization").filter(("Bearer " + token)::equals).isPresent()) {
      then.handle(request);
    } else {
      request
          .with(
              "WWW-Authenticate",
              "Bearer realm=\"%s/token?keep=1\",service=\"registry\",scope=\"repository:app:pull\""
                  .formatted(tokens.url()))
          .answer(401);
    }
  }

  @Test
  void aServerThatIsNoRegistryTakesNoCredential() throws IOException {
    try (var server = new FakeServer(request -> request.answer(404, "no such page"));
        var client = new RegistryClient(RegistryOptions.DEFAULT)) {
      assertThatThrownBy(() -> client.check(server.host(), new Credential.Password("me", "pw")))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageStartingWith(server.host() + " does not answer as a registry does: ");
    }
  }
}
