package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.agent.Agent;
import dev.slipway.builder.checkout.GitRepository;
import dev.slipway.builder.checkout.SshServer;
import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Repositories behind OpenSSH's server: the keys are lent, and the server must keep its own.
class GitOverSshTest {
  @TempDir private Path folder;
  private Workshop workshop;
  private Path key;
  private SshServer server;
  private String url;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    Peers.require(Path.of("/usr/bin/git"));
    Peers.require(Path.of("/usr/bin/ssh-keygen"));
    workshop = new Workshop(folder);
    key = SshServer.key(folder.resolve("key"));
    server = new SshServer(folder.resolve("sshd"), key);
    GitRepository.in(folder.resolve("inner")).file("i", "i").commit();
    var outer = GitRepository.in(folder.resolve("outer"));
    outer.file("Dockerfile", "FROM scratch\nCOPY . /c/\n").file("a", "a");
    outer.git("submodule", "--quiet", "add", folder.resolve("inner").toString(), "sub");
    outer.git("config", "-f", ".gitmodules", "submodule.sub.url", "../inner");
    outer.commit();
    url = server.url(folder.resolve("outer"));
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
    workshop.close();
  }

  private RunSettings lent(SshAgent agent) {
    return RunSettings.usual().withAgent("default", agent);
  }

  private RemoteSource source() {
    return RemoteSource.find(url).orElseThrow();
  }

  private BuiltImage context(SshAgent agent) {
    try (var builder = workshop.open()) {
      return builder.build(
          BuildRequest.of(new BuildContext.Remote(source())).withRuns(lent(agent)),
          BuildListener.silent());
    }
  }

  private Set<String> paths(BuiltImage image) throws IOException {
    var paths = new TreeSet<String>();
    try (var store = Store.open(workshop.storeFolder)) {
      var layers =
          image.record().layers().stream()
              .map(layer -> store.layers().find(layer.diffId()).orElseThrow())
              .map(layer -> new LayerFiles(layer.tar(), layer.index()))
              .toList();
      try (var tree = MergedTree.of(layers)) {
        tree.walk(TreePath.ROOT).forEachRemaining(entry -> paths.add(entry.path().toString()));
      }
    }
    return paths;
  }

  @Test
  void areAContextWithTheirSubmodules() throws Exception {
    assertThat(paths(context(new SshAgent.Keys(List.of(new SecretSource.File(key))))))
        .contains("/c/Dockerfile", "/c/a", "/c/sub/i")
        .doesNotContain("/c/.git");
  }

  @Test
  void areReachedThroughAnAgentThatIsLent() throws Exception {
    try (var agent = Agent.of(List.of(new SecretSource.File(key)))) {
      assertThat(paths(context(new SshAgent.Socket(agent.socket())))).contains("/c/sub/i");
    }
  }

  @Test
  void areASourceOfAddAndANamedContext() throws Exception {
    var image =
        workshop.build(
            "FROM scratch\nADD %s /added\nCOPY --from=named a /copied\n".formatted(url),
            request ->
                request
                    .withContext("named", new NamedContext.Remote(source()))
                    .withRuns(lent(new SshAgent.Keys(List.of(new SecretSource.File(key))))));
    assertThat(paths(image)).contains("/added/a", "/added/sub/i", "/copied");
  }

  @Test
  void areRefusedFromAServerThatShowsAnotherKey() throws Exception {
    context(new SshAgent.Keys(List.of(new SecretSource.File(key))));
    assertThat(Files.readString(workshop.storeFolder.resolve("git/known-hosts")))
        .startsWith("[127.0.0.1]:%d ssh-ed25519 ".formatted(server.port()));
    server.replace();
    new FailureFiles(workshop)
        .check(
            "git-ssh-other-host-key",
            () -> context(new SshAgent.Keys(List.of(new SecretSource.File(key)))));
  }

  @Test
  void areNotGivenToAKeyThatTheServerDoesNotKnow() throws Exception {
    var other = SshServer.key(folder.resolve("other"));
    new FailureFiles(workshop)
        .check(
            "git-ssh-denied",
            () -> context(new SshAgent.Keys(List.of(new SecretSource.File(other)))));
  }

  @Test
  void areSaidToBeMissing() throws Exception {
    url = server.url(Path.of("/nowhere.git"));
    new FailureFiles(workshop)
        .check(
            "git-ssh-missing",
            () -> context(new SshAgent.Keys(List.of(new SecretSource.File(key)))));
  }
}
