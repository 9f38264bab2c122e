package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.registry.serve.Access;
import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registry that speaks http, and is not known to be on this machine.
class PlainRegistryTest {
  @TempDir private Path directory;
  private final Server server =
      Server.start(Setup.usual().guardedBy(new Access.Basic("ann", "secret-word")));

  // Leads to this machine, and is none of the names by which that is known.
  private final String host = "0.0.0.0:" + server.uri().getPort();

  @BeforeEach
  void makeALayout() {
    SmallLayout.make(directory.resolve("out"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Session session() {
    return new Session(directory).typing("secret-word\n");
  }

  private static void succeeded(Session.Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void isReachedByEveryVerbThatNamesIt() throws IOException {
    succeeded(session().run("login", "--plain-http", host, "-u", "ann", host));
    var name = host + "/app:1";
    succeeded(session().run("push", "--plain-http=" + host, "oci:out:one", name));
    succeeded(session().run("digest", "--plain-http", "http://" + host + "/", name));
    Files.writeString(directory.resolve("Dockerfile"), "FROM %s\nLABEL a=b\n".formatted(name));
    var named = session().with("SLIPWAY_PLAIN_HTTP", "registry.example\n" + host);
    succeeded(named.run("inspect", name));
    succeeded(named.run("pull", name));
    succeeded(named.run("build", "-t", host + "/more", "--push", "."));
    succeeded(named.run("build", "--check", "."));
  }

  @Test
  void isNotTrustedUnlessNamed() {
    var outcome = session().run("push", "oci:out:one", host + "/app:1");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.REGISTRY);
    assertThat(outcome.err()).contains("https://" + host);
  }

  @Test
  void hasANameThatCanBeOne() {
    var outcome = session().run("digest", "--plain-http", host + "/app", host + "/app:1");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("is not a registry; write host or host:port");
  }
}
