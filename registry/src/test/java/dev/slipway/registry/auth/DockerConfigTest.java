package dev.slipway.registry.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.ImageException;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {
  @TempDir Path folder;

  @Test
  void choosesTheLongestPath() {
    var config =
        read(
            """
            {"auths":{"host.example":{"auth":"%s"},"host.example/team":{"auth":"%s"},
             "host.example/team/app":{"auth":"%s"},"host.example:5000":{"auth":"%s"}}}
            """
                .formatted(auth("a:1"), auth("b:2"), auth("c:3"), auth("d:4")));

    assertThat(user(config, "host.example", "other")).isEqualTo("a");
    assertThat(user(config, "host.example", "teams/app")).isEqualTo("a");
    assertThat(user(config, "host.example", "team/other")).isEqualTo("b");
    assertThat(user(config, "host.example", "team/app")).isEqualTo("c");
    assertThat(user(config, "host.example", "team/app/deeper")).isEqualTo("c");
    assertThat(user(config, "host.example:5000", "team/app")).isEqualTo("d");
    assertThat(config.find(new Repository("evil.host.example", "team/app")))
        .isEqualTo(Credential.ANONYMOUS);
    assertThat(config.find(new Repository("host.example.evil", "team/app")))
        .isEqualTo(Credential.ANONYMOUS);
  }

  @Test
  void aPathThatEndsLikeAVersionIsAPath() {
    var config =
        read(
            """
            {"auths":{"host.example/team/v2":{"auth":"%s"},"https://other.example/v2/":{"auth":"%s"}}}
            """
                .formatted(auth("a:1"), auth("b:2")));

    assertThat(user(config, "host.example", "team/v2/app")).isEqualTo("a");
    assertThat(user(config, "host.example", "team/app")).isEmpty();
    assertThat(user(config, "other.example", "team/app")).isEqualTo("b");
  }

  @Test
  void anEmptyFileHoldsNothing() {
    assertThat(find(read(""), "a.example")).isEqualTo(Credential.ANONYMOUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://index.docker.io/v1/",
        "index.docker.io",
        "docker.io",
        "registry-1.docker.io",
        "https://registry.hub.docker.com/v2/"
      })
  void knowsTheNamesOfDockerHub(String key) {
    var config = read("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(key, auth("me:1")));

    assertThat(user(config, "docker.io", "library/alpine")).isEqualTo("me");
  }

  @Test
  void readsEveryKindOfEntry() {
    var config =
        read(
            """
            {"auths":{"a.example":{"auth":"%s"},"b.example":{"username":"u","password":"p"},
             "c.example":{"identitytoken":"i"},"d.example":{"registrytoken":"r"},"e.example":{}}}
            """
                .formatted(auth("me:a:b\0\0")));

    assertThat(find(config, "a.example")).isEqualTo(new Credential.Password("me", "a:b"));
    assertThat(find(config, "b.example")).isEqualTo(new Credential.Password("u", "p"));
    assertThat(find(config, "c.example")).isEqualTo(new Credential.IdentityToken("i"));
    assertThat(find(config, "d.example")).isEqualTo(new Credential.RegistryToken("r"));
    assertThat(find(config, "e.example")).isEqualTo(Credential.ANONYMOUS);
    assertThat(config.toString()).doesNotContain("a:b").contains("a.example");
  }

  @Test
  void refusesWhatIsNoAuthWithoutTellingIt() {
    assertThatThrownBy(() -> read("{\"auths\":{\"a.example\":{\"auth\":\"canary!\"}}}"))
        .isInstanceOf(ImageException.Malformed.class)
        .hasMessageContaining("a.example")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
    assertThatThrownBy(
            () -> read("{\"auths\":{\"a\":{\"auth\":\"%s\"}}}".formatted(auth("canary"))))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
  }

  @Test
  void asksTheHelperOfTheHost() throws IOException {
    helper("mine", "read server; echo '{\"Username\":\"'$server'\",\"Secret\":\"s\"}'");
    var config =
        read(
            """
            {"credHelpers":{"a.example":"mine"},"auths":{"a.example":{"auth":"%s"}}}
            """
                .formatted(auth("file:1")));

    assertThat(find(config, "a.example")).isEqualTo(new Credential.Password("a.example", "s"));
  }

  @Test
  void asksTheStoreAndThenTheFile() throws IOException {
    helper(
        "store",
        "read server; case $server in *index.docker.io/v1/)"
            + " echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}';;"
            + " *) echo 'credentials not found in native keychain'; exit 1;; esac");
    var config =
        read(
            """
            {"credsStore":"store","auths":{"b.example":{"auth":"%s"}}}
            """
                .formatted(auth("file:1")));

    assertThat(find(config, "docker.io")).isEqualTo(new Credential.IdentityToken("t"));
    assertThat(find(config, "b.example")).isEqualTo(new Credential.Password("file", "1"));
    assertThat(find(config, "c.example")).isEqualTo(Credential.ANONYMOUS);
  }

  @Test
  void doesNotWaitForAHelperThatSaysMuch() throws IOException {
    helper("loud", "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero; exit 3");

    assertThatThrownBy(() -> find(read("{\"credsStore\":\"loud\"}"), "a.example"))
        .isInstanceOf(RegistryException.Denied.class)
        .hasMessageContaining("docker-credential-loud")
        .hasMessageContaining("ended with status 3");
  }

  @Test
  void saysThatAHelperIsMissing() {
    assertThatThrownBy(() -> find(read("{\"credsStore\":\"nowhere\"}"), "a.example"))
        .isInstanceOf(RegistryException.Denied.class)
        .hasMessageContaining("docker-credential-nowhere")
        .hasMessageContaining("remove it from config.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a b", "a;b", "a/b"})
  void refusesHelpersThatAreNoNames(String name) {
    assertThatThrownBy(() -> find(read("{\"credsStore\":\"%s\"}".formatted(name)), "a.example"))
        .isInstanceOf(RegistryException.Denied.class);
  }

  private void helper(String name, String script) throws IOException {
    var file = folder.resolve("docker-credential-" + name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private DockerConfig read(String text) {
    return DockerConfig.read(
        "config.json", text.getBytes(UTF_8), Map.of("PATH", folder + ":/usr/bin:/bin"));
  }

  private static Credential find(DockerConfig config, String registry) {
    return config.find(new Repository(registry, "team/app"));
  }

  private static String user(DockerConfig config, String registry, String repository) {
    return config.find(new Repository(registry, repository))
            instanceof Credential.Password(var user, _)
        ? user
        : "";
  }

  private static String auth(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
