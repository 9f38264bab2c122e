package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "alpine, docker.io/library/alpine, alpine",
    "alpine:3, docker.io/library/alpine:3, alpine:3",
    "team/app, docker.io/team/app, team/app",
    "docker.io/alpine, docker.io/library/alpine, alpine",
    "index.docker.io/library/alpine:3, docker.io/library/alpine:3, alpine:3",
    "localhost/app, localhost/app, localhost/app",
    "localhost:5000/app:1, localhost:5000/app:1, localhost:5000/app:1",
    "LOCAL/app, LOCAL/app, LOCAL/app",
    "127.0.0.1:5000/a/b:x_Y.z-1, 127.0.0.1:5000/a/b:x_Y.z-1, 127.0.0.1:5000/a/b:x_Y.z-1",
    "[::1]:5000/app:1, [::1]:5000/app:1, [::1]:5000/app:1",
    "[fd00::1]/app, [fd00::1]/app, [fd00::1]/app",
    "quay.io/a/b__c/d-e.f, quay.io/a/b__c/d-e.f, quay.io/a/b__c/d-e.f",
    "host.example/a---b:1, host.example/a---b:1, host.example/a---b:1",
  })
  void readsWhatPeopleWrite(String text, String whole, String familiar) {
    var reference = Reference.parse(text);

    assertThat(reference).hasToString(whole);
    assertThat(reference.familiar()).isEqualTo(familiar);
    assertThat(Reference.parse(whole)).isEqualTo(reference);
  }

  @Test
  void readsTagAndDigestTogether() {
    var reference = Reference.parse("localhost:5000/app:1@" + DIGEST);

    assertThat(reference.tag()).contains("1");
    assertThat(reference.digest()).contains(Digest.parse(DIGEST));
    assertThat(reference.identifier()).isEqualTo(DIGEST);
    assertThat(reference.tagOrDigest()).isEqualTo("1");
  }

  @Test
  void suggestsLowerCase() {
    assertThatThrownBy(() -> Reference.parse("quay.io/Team/App:1"))
        .isInstanceOf(ImageException.Malformed.class)
        .hasMessageContaining("did you mean 'team/app'?");
  }

  @Test
  void saysThatThereIsNoScheme() {
    assertThatThrownBy(() -> Reference.parse("https://quay.io/app"))
        .hasMessageContaining("write 'quay.io/app'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":1",
        "@",
        "app:",
        "app:-1",
        "app@sha256:12",
        "app@md5:00000000000000000000000000000000",
        "a//b",
        "/a",
        "a/",
        "host.example/",
        "a b",
        "app:1:2",
        "-host.example/a",
        "host.example:port/a",
        "../etc",
        "quay.io/../app",
        "quay.io/_app",
        "quay.io/app_",
        "quay.io/a___b",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      })
  void refusesWhatIsNoName(String text) {
    assertThatThrownBy(() -> Reference.parse(text)).isInstanceOf(ImageException.Malformed.class);
  }

  @Test
  void refusesNamesThatAreTooLong() {
    assertThatThrownBy(() -> Reference.parse("quay.io/" + "a".repeat(256)))
        .hasMessageContaining("at most 255");
  }
}
