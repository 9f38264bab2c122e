package dev.slipway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.registry.RegistryException;
import dev.slipway.registry.Repository;
import dev.slipway.registry.auth.Credential;
import dev.slipway.registry.serve.Access;
import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
  private static final Repository APP = new Repository("host.example", "team/app");

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void aUserWithTheUsualFolders() {
    environment.put("HOME", folder.toString());
    environment.put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
  }

  private Logins logins() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    return new Logins(
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            nowhere,
            nowhere,
            environment,
            folder,
            Surroundings.Screen.NONE,
            Prompt.NOBODY,
            new Cancellation()));
  }

  private Path file(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  private Path login(String name, String key, String user) throws IOException {
    var auth = Base64.getEncoder().encodeToString((user + ":secret").getBytes(UTF_8));
    return file(name, "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(key, auth));
  }

  private String user() {
    return logins().find(APP) instanceof Credential.Password(var user, _) ? user : "nobody";
  }

  @Test
  void dockersComesFirstThenThatOfTheSessionThenThatWhichLasts() throws IOException {
    assertThat(user()).isEqualTo("nobody");
    login(".config/containers/auth.json", "host.example", "lasting");
    assertThat(user()).isEqualTo("lasting");
    login("run/containers/auth.json", "host.example", "session");
    assertThat(user()).isEqualTo("session");
    login(".docker/config.json", "host.example", "docker");
    assertThat(user()).isEqualTo("docker");
    login(".docker/config.json", "other.example", "docker");
    assertThat(user()).isEqualTo("session");
  }

  @Test
  void theVariablesNameOthers() throws IOException {
    login("run/containers/auth.json", "host.example", "session");
    login(".config/containers/auth.json", "host.example", "lasting");
    login("mine.json", "host.example/team", "mine");
    login("xdg/containers/auth.json", "host.example/team/app", "xdg");
    environment.put("REGISTRY_AUTH_FILE", "mine.json");
    environment.put("XDG_CONFIG_HOME", folder.resolve("xdg").toString());
    assertThat(user()).isEqualTo("mine");
    assertThat(logins().ofOthers(APP).orElseThrow().file()).isEqualTo(folder.resolve("mine.json"));
    Files.delete(folder.resolve("mine.json"));
    assertThat(user()).isEqualTo("xdg");
    assertThat(logins().find(new Repository("host.example", "other")))
        .isEqualTo(Credential.ANONYMOUS);
  }

  @Test
  void aHelperThatHasNothingIsNotTheLastWord() throws IOException {
    file(".docker/config.json", "{\"credsStore\": \"none\"}");
    var helper =
        file("bin/docker-credential-none", "#!/bin/sh\necho credentials not found\nexit 1\n");
    assertThat(helper.toFile().setExecutable(true)).isTrue();
    environment.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    login("run/containers/auth.json", "host.example", "session");
    assertThat(user()).isEqualTo("session");
  }

  @Test
  void saysWhichFileIsWrongWhenItIsNeeded() throws IOException {
    var session = file("run/containers/auth.json", "{\"auths\": ");
    login(".docker/config.json", "host.example", "docker");
    assertThat(user()).isEqualTo("docker");
    login(".docker/config.json", "other.example", "docker");
    assertThatThrownBy(this::user)
        .isInstanceOf(RegistryException.Denied.class)
        .hasMessageContaining(session.toString())
        .hasMessageContaining("REGISTRY_AUTH_FILE");
    var lasting = folder.resolve(".config/containers/auth.json");
    Files.delete(session);
    Files.createDirectories(lasting);
    assertThatThrownBy(this::user)
        .isInstanceOf(RegistryException.Denied.class)
        .hasMessageContaining(lasting.toString())
        .hasMessageContaining("XDG_CONFIG_HOME");
    file("run/containers/auth.json", "{\"credHelpers\": {\"host.example\": \"away\"}}");
    assertThatThrownBy(this::user)
        .isInstanceOf(RegistryException.Denied.class)
        .hasMessageContaining("docker-credential-away")
        .hasMessageContaining("remove it from " + session);
  }

  @Test
  void areUsedForWhatTheyLeadToAndLogoutTellsOfThem() throws IOException {
    var setup = Setup.usual().guardedBy(new Access.Basic("ann", "secret"));
    try (var server = Server.start(setup)) {
      SmallLayout.make(folder.resolve("out"));
      var file = login("auth.json", server.host() + "/team", "ann");
      var session = new Session(folder).with("REGISTRY_AUTH_FILE", file.toString());
      assertThat(session.run("push", "oci:out:one", server.host() + "/team/app:1").exitCode())
          .isEqualTo(ExitCode.SUCCESS);
      assertThat(session.run("push", "oci:out:one", server.host() + "/other/app:1").exitCode())
          .isEqualTo(ExitCode.DENIED);
      assertThat(session.run("logout", server.host()).err()).doesNotContain("warning");
      login("auth.json", server.host(), "ann");
      assertThat(session.run("logout", server.host()).err())
          .contains("There are no credentials", "warning: ", "in " + file);
      file("auth.json", "{");
      var broken = session.run("logout", server.host());
      assertThat(broken.exitCode()).isEqualTo(ExitCode.SUCCESS);
      assertThat(broken.err()).contains("warning: read the logins: " + file);
    }
  }
}
