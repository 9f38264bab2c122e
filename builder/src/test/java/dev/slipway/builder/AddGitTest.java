package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.checkout.GitRepository;
import dev.slipway.builder.checkout.GitServer;
import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddGitTest {
  @TempDir private Path folder;
  private Workshop workshop;
  private GitServer server;
  private GitRepository repository;

  @BeforeEach
  void open() throws IOException {
    Peers.require(Path.of("/usr/bin/git"));
    workshop = new Workshop(folder);
    server = GitServer.of(folder.resolve("served"), GitServer.Kind.SMART);
    repository = GitRepository.in(folder.resolve("served/one"));
    repository.file("a.txt", "a").program("sub/run", "run").file("sub/b.md", "b").commit();
  }

  @AfterEach
  void close() {
    server.close();
    workshop.close();
  }

  private String url(String tail) {
    return server.url("one/.git" + tail);
  }

  /// What `instruction` makes of `scratch`: `mode uid:gid content`, by path.
  private Map<String, String> built(String instruction) throws IOException {
    return files(workshop.build("FROM scratch\n" + instruction + "\n"));
  }

  private Map<String, String> files(BuiltImage image) throws IOException {
    var seen = new TreeMap<String, String>();
    try (var store = Store.open(workshop.storeFolder)) {
      var layers =
          image.record().layers().stream()
              .map(layer -> store.layers().find(layer.diffId()).orElseThrow())
              .map(layer -> new LayerFiles(layer.tar(), layer.index()))
              .toList();
      try (var tree = MergedTree.of(layers)) {
        for (var entries = tree.walk(TreePath.ROOT); entries.hasNext(); ) {
          var entry = entries.next();
          var metadata = entry.node().metadata();
          var text = "";
          if (entry.node() instanceof Node.RegularFile) {
            try (var in = tree.open(entry.path())) {
              text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
          }
          seen.put(
              entry.path().toString(),
              "%o %d:%d %s"
                  .formatted(metadata.mode(), metadata.uid(), metadata.gid(), text)
                  .strip());
        }
      }
    }
    return seen;
  }

  @Test
  void addsTheFilesOfACommit() throws Exception {
    assertThat(built("ADD " + url("") + " /dest"))
        .containsExactly(
            Map.entry("/dest", "755 0:0"),
            Map.entry("/dest/a.txt", "644 0:0 a"),
            Map.entry("/dest/sub", "755 0:0"),
            Map.entry("/dest/sub/b.md", "644 0:0 b"),
            Map.entry("/dest/sub/run", "755 0:0 run"));
  }

  @Test
  void givesThemOwnersAndModesAndLeavesSomeOut() throws Exception {
    assertThat(
            built(
                "ADD --chown=5:6 --chmod=u=rwX,go= --exclude=**/*.md " + url("#:sub") + " /dest/"))
        .containsEntry("/dest/run", "700 5:6 run")
        .doesNotContainKey("/dest/b.md");
  }

  @Test
  void keepsTheRepositoryWhenItIsTold() throws Exception {
    assertThat(built("ADD --keep-git-dir " + url("") + " /")).containsKey("/.git/HEAD");
    assertThat(built("ADD --keep-git-dir=false " + url("") + " /")).doesNotContainKey("/.git");
  }

  @Test
  void isDoneAgainOnlyWhenTheCommitIsAnother() throws Exception {
    var dockerfile = "FROM scratch\nADD " + url("") + " /dest\n";
    var first = workshop.build(dockerfile);
    assertThat(workshop.executed()).hasSize(1);
    assertThat(workshop.build(dockerfile).record()).isEqualTo(first.record());
    assertThat(workshop.executed()).isEmpty();
    repository.git("branch", "-m", "trunk");
    workshop.build(dockerfile);
    assertThat(workshop.executed()).isEmpty();
    repository.file("a.txt", "changed").commit();
    assertThat(workshop.explain(dockerfile, request -> request).stages().getFirst().steps())
        .singleElement()
        .extracting(step -> step.verdict().toString())
        .asString()
        .contains("the commit of " + url(""));
    workshop.build(dockerfile);
    assertThat(workshop.executed()).hasSize(1);
  }

  @Test
  void tellsWhichCommitItIs() throws Exception {
    var commit = repository.git("rev-parse", "HEAD").strip();
    workshop.build("FROM scratch\nADD " + url("#main") + " /dest\n");
    assertThat(workshop.events)
        .contains(
            new BuildEvent.SourcePinned(
                url("#main"), "commit " + commit, java.util.Optional.empty()));
  }

  @Test
  void takesTheTokenOfTheBuildAndLeavesNoTraceOfIt() throws Exception {
    server.demanding("basic eC1hY2Nlc3MtdG9rZW46dDBrM24=");
    var dockerfile = "FROM scratch\nADD --keep-git-dir " + url("") + " /dest\n";
    assertThatThrownBy(() -> workshop.build(dockerfile))
        .isInstanceOf(RegistryException.Denied.class)
        .hasMessageContaining("Dockerfile:2: ADD")
        .hasMessageContaining("--secret id=GIT_AUTH_TOKEN");
    var image =
        workshop.build(
            dockerfile,
            request ->
                request.withRuns(
                    RunSettings.usual()
                        .withSecret("GIT_AUTH_TOKEN", new SecretSource.Value(Bytes.of("t0k3n")))));
    assertThat(files(image).toString()).doesNotContain("t0k3n", "dDBrM24");
  }

  @Test
  void saysNoPasswordInHistoryAndEvents() throws Exception {
    server.demanding("basic dTpwdw==");
    var image =
        workshop.build(
            "FROM scratch\nADD --keep-git-dir http://u:pw@" + server.host() + "/one/.git /d\n");
    assertThat(workshop.events.toString()).doesNotContain("u:pw");
    assertThat(new String(image.config().bytes(), StandardCharsets.UTF_8))
        .doesNotContain("u:pw")
        .contains("@" + server.host() + "/one/.git");
    assertThat(files(image).toString()).doesNotContain("u:pw");
  }

  @Test
  void runsNothingThatTheRepositoryAsksFor() throws Exception {
    var trace = folder.resolve("trace");
    repository
        .file(".gitattributes", "* filter=evil\n")
        .file(".gitconfig", "[filter \"evil\"]\n\tsmudge = touch " + trace + "\n")
        .file(".git/hooks/post-checkout", "#!/bin/sh\ntouch " + trace + "\n")
        .file("hooks/post-checkout", "#!/bin/sh\ntouch " + trace + "\n");
    repository.commit();
    built("ADD --keep-git-dir " + url("") + " /x");
    assertThat(trace).doesNotExist();
  }

  @Test
  void isAnErrorOfCopy() {
    for (var source : List.of(url(""), "git@example.com:x.git")) {
      assertThatThrownBy(() -> built("COPY " + source + " /x"))
          .isInstanceOf(DockerfileException.Invalid.class)
          .hasMessageContaining("source can't be a git ref for COPY");
    }
  }
}
