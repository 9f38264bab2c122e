package dev.slipway.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.registry.RegistryException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private static final URI PUBLIC = URI.create("https://192.0.2.1/v2/");
  private static final URI NEAR = URI.create("http://127.0.0.1:5000/v2/");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://127.1.2.3/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://0.0.0.0/",
        "https://0.1.2.3/",
        "https://[::]/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://user:password@192.0.2.9/",
        "http://192.0.2.9/",
        "ftp://192.0.2.9/",
        "file:///etc/passwd",
      })
  void doesNotLeaveThePublicNetwork(String target) {
    assertThatThrownBy(() -> AddressGuard.check("GET x", PUBLIC, URI.create(target)))
        .isInstanceOf(RegistryException.Malformed.class)
        .hasMessageStartingWith("GET x: 192.0.2.1 points to ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://192.0.2.9/x?y", "https://192.0.2.1:8443/x"})
  void followsThePublicNetwork(String target) {
    assertThatCode(() -> AddressGuard.check("GET x", PUBLIC, URI.create(target)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:6000/", "https://10.0.0.1/", "https://192.0.2.9/"})
  void letsAPrivateRegistryUsePrivateNeighbours(String target) {
    assertThatCode(() -> AddressGuard.check("GET x", NEAR, URI.create(target)))
        .doesNotThrowAnyException();
  }

  @Test
  void neverLeadsToWhereCloudsKeepSecrets() {
    assertThatThrownBy(
            () -> AddressGuard.check("GET x", NEAR, URI.create("http://169.254.169.254/latest")))
        .isInstanceOf(RegistryException.Malformed.class)
        .hasMessageContaining("link-local");
  }

  @Test
  void comparesOrigins() {
    assertThat(same("https://a.example/", "https://A.example:443/x")).isTrue();
    assertThat(same("https://a.example/", "https://a.example:444/x")).isFalse();
    assertThat(same("https://a.example/", "http://a.example/x")).isFalse();
    assertThat(same("https://a.example/", "https://b.a.example/x")).isFalse();
  }

  private static boolean same(String one, String other) {
    return AddressGuard.isSameOrigin(URI.create(one), URI.create(other));
  }
}
