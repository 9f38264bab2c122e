package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.agent.Agent;
import dev.slipway.builder.checkout.SshServer;
import dev.slipway.builder.tree.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The agent for key files, judged by OpenSSH.
class SshKeysTest {
  private static final Path SSH_ADD = Path.of("/usr/bin/ssh-add");
  private static final Path SSH_AGENT = Path.of("/usr/bin/ssh-agent");

  @TempDir private Path folder;

  private record Answer(int exitCode, String text) {}

  @BeforeEach
  void needsOpenSsh() {
    Peers.require(SSH_ADD);
  }

  private Path key(String name, String... options) throws Exception {
    var file = folder.resolve(name);
    var command = new ArrayList<>(List.of("ssh-keygen", "-q", "-C", "canary", "-f", "" + file));
    command.addAll(List.of(options));
    if (!command.contains("-N")) {
      command.addAll(List.of("-N", ""));
    }
    var answer = run(folder, command);
    assertThat(answer.exitCode()).as(answer.text()).isZero();
    return file;
  }

  private static Path publicOf(Path key) {
    return key.resolveSibling(key.getFileName() + ".pub");
  }

  private static Answer run(Path socket, List<String> command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SSH_AUTH_SOCK", socket.toString());
    var process = builder.start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), text);
  }

  private static Answer add(Agent agent, String... options) throws Exception {
    var command = new ArrayList<>(List.of(SSH_ADD.toString()));
    command.addAll(List.of(options));
    return run(agent.socket(), command);
  }

  private static String fingerprint(Path key) throws Exception {
    return run(key, List.of("ssh-keygen", "-lf", publicOf(key).toString()))
        .text()
        .split(" ", -1)[1];
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ed25519",
        "-t rsa -b 2048",
        "-t ecdsa -b 256",
        "-t ecdsa -b 384",
        "-t ecdsa -b 521",
        "-t rsa -b 2048 -m PEM",
        "-t rsa -b 2048 -m PKCS8",
        "-t ecdsa -b 256 -m PEM",
        "-t ecdsa -b 384 -m PKCS8"
      })
  void signsWithTheKeysThatOpenSshWrites(String options) throws Exception {
    var key = key("key", options.split(" ", -1));
    try (var agent = Agent.of(List.of(new SecretSource.File(key)))) {
      assertThat(add(agent, "-l").text()).contains(fingerprint(key));
      for (int i = 0; i < 20; i++) {
        var test = add(agent, "-T", publicOf(key).toString());
        assertThat(test.exitCode()).as(test.text()).isZero();
      }
    }
  }

  @Test
  void hasSeveralKeysAndGivesNoneAway() throws Exception {
    var one = key("one", "-t", "ed25519");
    var two = key("two", "-t", "ecdsa");
    var other = key("other", "-t", "ed25519");
    Path socket;
    try (var agent = Agent.of(List.of(new SecretSource.File(one), new SecretSource.File(two)))) {
      socket = agent.socket();
      assertThat(add(agent, "-l").text()).contains(fingerprint(one), fingerprint(two));
      assertThat(add(agent, other.toString()).exitCode()).isNotZero();
      assertThat(add(agent, "-D").exitCode()).isNotZero();
      assertThat(add(agent, "-x").exitCode()).isNotZero();
      assertThat(add(agent, "-T", publicOf(other).toString()).exitCode()).isNotZero();
      assertThat(add(agent, "-l").text().lines()).hasSize(2);
      assertThat(Files.getPosixFilePermissions(socket.getParent())).hasSize(3);
    }
    assertThat(socket.getParent()).doesNotExist();
  }

  @Test
  void hasKeysThatAreInNoFile() throws Exception {
    var key = key("key", "-t", "ed25519");
    var text = new SecretSource.Value(Bytes.of(Files.readAllBytes(key)));
    Files.delete(key);
    assertThat(new SshAgent.Keys(List.of(text)).toString()).doesNotContain("PRIVATE");
    for (int i = 0; i < 2; i++) {
      try (var agent = Agent.of(List.of(text))) {
        assertThat(add(agent, "-T", publicOf(key).toString()).exitCode()).isZero();
      }
    }
    var none = new SecretSource.Value(Bytes.of("hello"));
    assertThatThrownBy(() -> Agent.check(List.of(new SshAgent.Keys(List.of(none)))))
        .hasMessageStartingWith("cannot use the SSH key that is in no file: it is no private key");
  }

  @Test
  void letsOnlyListingAndSigningThroughToAnotherAgent() throws Exception {
    Peers.require(SSH_AGENT);
    var key = key("key", "-t", "ed25519");
    var other = key("other", "-t", "ed25519");
    var socket = folder.resolve("agent");
    var real = new ProcessBuilder(SSH_AGENT.toString(), "-D", "-a", socket.toString()).start();
    try {
      for (int i = 0; i < 500 && !Files.exists(socket); i++) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(run(socket, List.of(SSH_ADD.toString(), key.toString())).exitCode()).isZero();
      try (var agent = Agent.guarding(socket)) {
        assertThat(add(agent, "-l").text()).contains(fingerprint(key));
        assertThat(add(agent, "-T", publicOf(key).toString()).exitCode()).isZero();
        assertThat(add(agent, other.toString()).exitCode()).isNotZero();
        assertThat(add(agent, "-D").exitCode()).isNotZero();
      }
      assertThat(run(socket, List.of(SSH_ADD.toString(), "-l")).text()).contains(fingerprint(key));
    } finally {
      real.destroy();
    }
  }

  @Test
  void opensALogin() throws Exception {
    var key = key("key", "-t", "rsa", "-b", "2048");
    try (var server = new SshServer(folder.resolve("sshd"), key);
        var agent = Agent.of(List.of(new SecretSource.File(key)))) {
      var command =
          List.of(
              "ssh",
              "-F",
              "none",
              "-o",
              "StrictHostKeyChecking=no",
              "-o",
              "UserKnownHostsFile=/dev/null",
              "-o",
              "BatchMode=yes",
              "-p",
              "" + server.port(),
              "root@127.0.0.1",
              "echo logged in");
      var answer = run(agent.socket(), command);
      assertThat(answer.text()).as(server.log()).endsWith("logged in\n");
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    var encrypted = key("encrypted", "-t", "ed25519", "-N", "a passphrase");
    refuses(encrypted, "it is encrypted, and nobody is asked for a passphrase; add it to an");
    var old = key("old", "-t", "rsa", "-m", "PEM", "-N", "a passphrase");
    refuses(old, "it is encrypted");
    refuses(publicOf(old), "that is a public key; the private one is the file without .pub");
    refuses(folder.resolve("absent"), "does not exist");
    refuses(Files.writeString(folder.resolve("text"), "hello"), "it is no private key");
    var good = Files.readString(key("good", "-t", "ed25519"));
    var cut = good.substring(0, 150);
    refuses(Files.writeString(folder.resolve("cut"), cut), "it is cut: the line END OPENSSH");
    var damaged = good.replaceFirst("(?s)\\n.{140}", "\n");
    refuses(Files.writeString(folder.resolve("damaged"), damaged), "it is");
    var strange = "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n";
    refuses(Files.writeString(folder.resolve("strange"), strange), "DSA PRIVATE KEY is none of");
  }

  private static void refuses(Path file, String reason) {
    assertThatThrownBy(
            () -> Agent.check(List.of(new SshAgent.Keys(List.of(new SecretSource.File(file))))))
        .isInstanceOf(BuildException.Definition.class)
        .hasMessageContaining("cannot use the SSH key '%s'".formatted(file))
        .hasMessageContaining(reason);
  }
}
