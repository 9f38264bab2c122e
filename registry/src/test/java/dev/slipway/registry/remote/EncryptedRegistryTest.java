package dev.slipway.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Reference;
import dev.slipway.registry.Copy;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.SampleImage;
import dev.slipway.registry.Validation;
import dev.slipway.registry.serve.Server;
import dev.slipway.registry.transport.Authorities;
import dev.slipway.registry.transport.Proxies;
import dev.slipway.registry.transport.TestCertificate;
import dev.slipway.registry.transport.TransportOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Registries with TLS where http is expected, and the other way round.
class EncryptedRegistryTest {
  private static TestCertificate certificate;

  private final Server server = Server.start();

  @BeforeAll
  static void make(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.make(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static RegistryOptions options(Authorities authorities) {
    return RegistryOptions.DEFAULT
        .withTransport(TransportOptions.DEFAULT.withAuthorities(authorities))
        .withRetry(new Retry(2, Duration.ofMillis(1), Duration.ofMillis(10)));
  }

  private static Authorities trusted() {
    return new Authorities(List.of(), List.of(certificate.pem()), List.of());
  }

  private EncryptedServer encrypted(EncryptedServer.Answer answer) throws Exception {
    return new EncryptedServer(certificate, server.uri().getPort(), answer);
  }

  @ParameterizedTest
  @EnumSource
  void oneOnThisMachineIsAskedWithTlsWhenItTakesNothingElse(EncryptedServer.Answer answer)
      throws Exception {
    var content = SampleImage.of("app", 10, "linux/amd64");
    try (var tls = encrypted(answer);
        var client = new RegistryClient(options(trusted()))) {
      var repository = client.repository(Reference.parse(tls.host() + "/app"), Access.PUSH);
      Copy.between(content.place("1"), repository).run("1", List.of("1"));
      assertThat(repository.tags()).containsExactly("1");
      assertThat(tls.plain()).isEqualTo(1);
    }
  }

  @Test
  void aRequestWithABodyIsSentAgain() throws Exception {
    try (var tls = encrypted(EncryptedServer.Answer.BAD_REQUEST);
        var client = new RegistryClient(options(trusted()))) {
      var one = client.repository(Reference.parse(tls.host() + "/one"), Access.PUSH);
      var manifest = SampleImage.of("app", 10, "linux/amd64").manifest();
      assertThatThrownBy(() -> one.tag(manifest, "1"))
          .isInstanceOf(RegistryException.Refused.class)
          .hasMessageContaining("PUT https://" + tls.host())
          .hasMessageContaining("MANIFEST_BLOB_UNKNOWN");
    }
  }

  @Test
  void oneWithTlsHasToProveWhoItIs() throws Exception {
    try (var tls = encrypted(EncryptedServer.Answer.BAD_REQUEST);
        var client = new RegistryClient(options(Authorities.NONE))) {
      var repository = client.repository(Reference.parse(tls.host() + "/app"), Access.PULL);
      for (int count = 0; count < 2; count++) {
        assertThatThrownBy(repository::tags)
            .isInstanceOf(RegistryException.Unreachable.class)
            .hasMessageContaining("no authority that is trusted here vouches for its certificate");
      }
    }
  }

  @Test
  void aTransferGoesOnWhenTlsBreaks() throws Exception {
    var content = SampleImage.of("app", 5_000_000, "linux/amd64");
    try (var tls = encrypted(EncryptedServer.Answer.BAD_REQUEST);
        var client = new RegistryClient(options(trusted()))) {
      var repository = client.repository(Reference.parse(tls.host() + "/app"), Access.PUSH);
      tls.cutAfter(2_000_000);
      Copy.between(content.place("1"), repository).run("1", List.of("1"));
      assertThat(Validation.of(repository, repository.resolve("1")).isValid()).isTrue();
      tls.cutAfter(10);
      repository.tag(content.manifest(), "2");
      assertThat(repository.tags()).containsExactly("1", "2");
    }
  }

  @Test
  void oneThatRefusesWithoutTlsIsHeard() throws IOException {
    var impatient =
        new TransportOptions(
            Duration.ofMillis(300), Duration.ofSeconds(5), Proxies.NONE, Authorities.NONE, "test");
    try (var server = new FakeServer(request -> request.answer(400, "not today"));
        var client = new RegistryClient(RegistryOptions.DEFAULT.withTransport(impatient))) {
      var repository = client.repository(Reference.parse(server.host() + "/app"), Access.PULL);
      assertThatThrownBy(repository::tags)
          .isInstanceOf(RegistryException.Refused.class)
          .hasMessageContaining("GET http://" + server.host())
          .hasMessageContaining("status 400 not today");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void oneWithoutTlsElsewhereIsToBeNamed() {
    // not one of the names of this machine, and yet this machine
    var host = "0.0.0.0:" + server.uri().getPort();
    try (var client = new RegistryClient(options(Authorities.NONE))) {
      var repository = client.repository(Reference.parse(host + "/app"), Access.PULL);
      assertThatThrownBy(repository::tags)
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageContaining(host + " does not speak TLS")
          .hasMessageContaining("--plain-http " + host);
    }
    try (var client = new RegistryClient(options(Authorities.NONE).withPlain(Set.of(host)))) {
      var repository = client.repository(Reference.parse(host + "/app"), Access.PUSH);
      var content = SampleImage.of("app", 10, "linux/amd64");
      Copy.between(content.place("1"), repository).run("1", List.of("1"));
      assertThat(repository.tags()).containsExactly("1");
    }
  }
}
