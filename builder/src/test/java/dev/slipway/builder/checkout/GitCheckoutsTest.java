package dev.slipway.builder.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.Peers;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.checkout.GitServer.Kind;
import dev.slipway.builder.git.GitReference;
import dev.slipway.builder.git.GitRevision;
import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.store.Pruning;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.store.Waiting;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Subtree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GitCheckoutsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  @TempDir Path folder;
  private final List<BuildEvent> heard = Collections.synchronizedList(new ArrayList<>());
  private Store store;

  @BeforeEach
  void openStore() {
    Peers.require(Path.of("/usr/bin/git"));
    store = Store.open(folder.resolve("store"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private GitCheckouts checkouts(RunSettings lent) {
    return new GitCheckouts(store, lent, Clock.fixed(NOW, ZoneOffset.UTC), heard::add);
  }

  private GitCheckouts checkouts() {
    return checkouts(RunSettings.usual());
  }

  private static GitReference reference(String text) {
    return GitReference.findContext(text).orElseThrow();
  }

  private GitRepository repository(String name) {
    return GitRepository.in(folder.resolve("served").resolve(name));
  }

  private static String local(GitRepository repository) {
    return "file://" + repository.folder();
  }

  private GitServer serve(Kind kind) {
    return GitServer.of(folder.resolve("served"), kind);
  }

  private StoredLayer layer(String text) {
    return layer(checkouts(), text);
  }

  private static StoredLayer layer(GitCheckouts checkouts, String text) {
    return checkouts.layer(checkouts.resolve(reference(text)));
  }

  /// What is in a layer: `mode content` or `mode -> target` or `mode/`, by path.
  private static Map<String, String> files(StoredLayer layer) {
    var seen = new TreeMap<String, String>();
    try (var merged = MergedTree.of(List.of(new LayerFiles(layer.tar(), layer.index())))) {
      var tree = Subtree.of(merged, GitCheckouts.FILES);
      for (var entries = tree.walk(TreePath.ROOT); entries.hasNext(); ) {
        var entry = entries.next();
        var mode = "%o".formatted(entry.node().metadata().mode());
        seen.put(
            entry.path().toString().substring(1),
            switch (entry.node()) {
              case Node.Directory _ -> mode + "/";
              case Node.Symlink(_, Bytes target) -> mode + " -> " + target;
              case Node.RegularFile _, Node.Device _, Node.Fifo _ -> {
                try (var in = tree.open(entry.path())) {
                  yield mode + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
              }
            });
      }
      return seen;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long seconds(StoredLayer layer, String path) {
    try (var merged = MergedTree.of(List.of(new LayerFiles(layer.tar(), layer.index())))) {
      return Subtree.of(merged, GitCheckouts.FILES)
          .find(TreePath.of(path))
          .orElseThrow()
          .metadata()
          .seconds();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class FilesOfACommit {
    @Test
    void haveTheModesThatGitKnowsAndOneTime() {
      var one = repository("one");
      one.file("a", "a\n").program("bin/run", "run\n").link("l", "bin/run").commit();
      var layer = layer(local(one));
      assertThat(files(layer))
          .containsExactly(
              Map.entry("a", "644 a\n"),
              Map.entry("bin", "755/"),
              Map.entry("bin/run", "755 run\n"),
              Map.entry("l", "777 -> bin/run"));
      assertThat(seconds(layer, "a")).isEqualTo(NOW.getEpochSecond());
      assertThat(seconds(layer, "")).isEqualTo(NOW.getEpochSecond());
      assertThat(seconds(layer(local(one) + "?mtime=commit"), "bin/run"))
          .isEqualTo(GitRepository.COMMIT_SECONDS);
    }

    @Test
    void areConvertedAsAttributesSayAndNoneIsLeftOut() {
      var one = repository("one");
      one.file(".gitattributes", "crlf text eol=crlf\nignored export-ignore\nrun filter=evil\n")
          .file("crlf", "x\n")
          .file("ignored", "here\n")
          .file("run", "as it is\n")
          .commit();
      assertThat(files(layer(local(one))))
          .containsEntry("crlf", "644 x\r\n")
          .containsEntry("ignored", "644 here\n")
          .containsEntry("run", "644 as it is\n");
    }

    @Test
    void ofAFolderAreThoseBelowIt() {
      var one = repository("one");
      one.file("top", "").file("a/b/file", "x").commit();
      assertThat(files(layer(local(one) + "#:a/b"))).containsOnlyKeys("file");
    }

    @Test
    void mayBeNone() {
      var one = repository("one");
      one.commit();
      assertThat(files(layer(local(one)))).isEmpty();
    }

    @Test
    void areNotThoseBehindALink() throws IOException {
      var one = repository("one");
      var outside = Files.createDirectory(folder.resolve("outside"));
      Files.writeString(outside.resolve("secret"), "s");
      one.link("out", outside.toString()).link("up", "../..").file("a", "").commit();
      for (var path : new String[] {"out", "up/served", "a"}) {
        assertThatThrownBy(() -> layer(local(one) + "#:" + path))
            .isInstanceOf(BuildException.Definition.class)
            .hasMessageContaining("git subpath \"%s\" contains non-directory".formatted(path));
      }
      assertThatThrownBy(() -> layer(local(one) + "#:nowhere"))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageStartingWith("git subpath \"nowhere\" is not in the repository " + local(one));
    }

    @Test
    void ofARepositoryThatHashesWithSha256AreNoOthers() {
      var one = GitRepository.in(folder.resolve("served/one"), "--object-format=sha256");
      one.file("a", "x").commit();
      assertThat(files(layer(local(one)))).containsEntry("a", "644 x");
    }
  }

  @Nested
  class References {
    @Test
    void meanABranchBeforeATag() {
      var one = repository("one");
      var first = one.file("a", "1").commit();
      one.git("tag", "both");
      one.git("checkout", "-q", "-b", "both");
      var second = one.file("a", "2").commit();
      assertThat(resolve(one, "#both").commit()).isEqualTo(second);
      assertThat(resolve(one, "#refs/tags/both").commit()).isEqualTo(first);
      assertThat(resolve(one, "?tag=both").commit()).isEqualTo(first);
      assertThat(resolve(one, "#main").name()).contains("refs/heads/main");
      assertThat(resolve(one, "#heads/main").commit()).isEqualTo(first);
      assertThat(files(layer(local(one) + "#both"))).containsEntry("a", "644 2");
      assertThat(files(layer(local(one) + "?tag=both"))).containsEntry("a", "644 1");
    }

    private GitRevision resolve(GitRepository repository, String tail) {
      return checkouts().resolve(reference(local(repository) + tail));
    }

    @Test
    void ofAnnotatedTagsMeanTheirCommit() {
      var one = repository("one");
      var commit = one.file("a", "1").commit();
      one.git("tag", "-a", "v1", "-m", "a tag");
      var revision = resolve(one, "#v1");
      assertThat(revision.commit()).isEqualTo(commit);
      assertThat(revision.object()).isEqualTo(one.git("rev-parse", "v1").strip());
      assertThat(revision.identity()).isEqualTo(commit);
      assertThat(files(layer(local(one) + "#v1"))).containsEntry("a", "644 1");
    }

    @Test
    void thatAreCommitsNeedNoAnswer() {
      var one = repository("one");
      var first = one.file("a", "1").commit();
      one.file("a", "2").commit();
      assertThat(files(layer(local(one) + "#" + first))).containsEntry("a", "644 1");
      assertThat(checkouts().resolve(reference("https://nowhere.invalid/x.git#" + first)).commit())
          .isEqualTo(first);
    }

    @Test
    void areHeldToTheirChecksum() {
      var one = repository("one");
      var commit = one.file("a", "1").commit();
      one.git("tag", "-a", "v1", "-m", "a tag");
      var start = commit.substring(0, 9);
      assertThat(resolve(one, "?checksum=" + start).commit()).isEqualTo(commit);
      assertThat(resolve(one, "?tag=v1&checksum=" + start).commit()).isEqualTo(commit);
      var other = start.equals("000000000") ? "111111111" : "000000000";
      assertThatThrownBy(() -> resolve(one, "?checksum=" + other))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessage("expected checksum to match %s, got %s", other, commit);
      assertThatThrownBy(() -> resolve(one, "?checksum=" + other + "#" + commit))
          .hasMessage("expected checksum to match %s, got %s", other, commit);
      assertThatThrownBy(() -> resolve(one, "?checksum=sha256:00"))
          .hasMessage("invalid checksum sha256:00 for Git URL, expected hex commit hash");
    }

    @Test
    void mayBeTakenFromTheChecksum() {
      var one = repository("one");
      var first = one.file("a", "1").commit();
      one.file("a", "2").commit();
      var tail = "?fetch-by-commit&checksum=" + first;
      assertThat(resolve(one, tail + "#main").name()).contains("refs/heads/main");
      assertThat(files(layer(local(one) + tail + "#main"))).containsEntry("a", "644 1");
      assertThatThrownBy(() -> resolve(one, "?fetch-by-commit"))
          .hasMessage("fetch-by-commit requires a checksum or a commit SHA ref");
      assertThatThrownBy(() -> resolve(one, "?fetch-by-commit&checksum=abc"))
          .hasMessage("fetch-by-commit requires a full commit SHA checksum, got \"abc\"");
    }

    @Test
    void thatAreNotThereAreNamed() {
      var one = repository("one");
      one.file("a", "1").commit();
      assertThatThrownBy(() -> resolve(one, "#nope"))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessage(
              "the git repository %s does not contain ref nope: no branch and no tag is called so",
              local(one));
      assertThatThrownBy(() -> resolve(one, "#abc1234"))
          .hasMessageEndingWith("a commit is named by all of its 40 digits");
      var commit = "0123456789012345678901234567890123456789";
      assertThatThrownBy(() -> layer(local(one) + "#" + commit))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessage(
              "the repository %s has no commit %s that a branch or tag leads to",
              local(one), commit);
    }

    @Test
    void toRepositoriesThatAreNotThereSaySo() {
      assertThatThrownBy(() -> checkouts().resolve(reference("file://" + folder + "/none.git")))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessageStartingWith("there is no git repository file://" + folder + "/none.git");
      assertThatThrownBy(() -> checkouts().resolve(reference("http://127.0.0.1:1/none.git")))
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageStartingWith("asking the git repository http://127.0.0.1:1/none.git: ");
      var empty = repository("empty");
      assertThatThrownBy(() -> checkouts().resolve(reference(local(empty))))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessageContaining("is it empty?");
    }
  }

  @Nested
  class Servers {
    @ParameterizedTest
    @EnumSource
    void giveBranchesTagsAndCommitsInTheMiddle(Kind kind) {
      var one = repository("one");
      var first = one.file("a", "1").commit();
      one.git("tag", "-a", "v1", "-m", "a tag");
      var second = one.file("a", "2").commit();
      one.file("a", "3").commit();
      try (var server = serve(kind)) {
        var url = server.url("one/.git");
        assertThat(files(layer(url))).containsEntry("a", "644 3");
        assertThat(files(layer(url + "#v1"))).containsEntry("a", "644 1");
        assertThat(files(layer(url + "#" + second))).containsEntry("a", "644 2");
        assertThat(files(layer(url + "#" + first))).containsEntry("a", "644 1");
      }
    }

    @Test
    void areNotAskedForWhatIsHere() {
      var one = repository("one");
      var first = one.file("a", "1").commit();
      try (var server = serve(Kind.SMART)) {
        var url = server.url("one/.git#" + first);
        var layer = layer(url);
        server.asked().clear();
        assertThat(layer(url).diffId()).isEqualTo(layer.diffId());
        assertThat(server.asked()).isEmpty();
      }
    }

    @Test
    void areToldTheTokenOfTheBuild() {
      var one = repository("one");
      one.file("a", "1").commit();
      try (var server = serve(Kind.SMART).demanding("basic eC1hY2Nlc3MtdG9rZW46dDBrM24=")) {
        var url = server.url("one/.git");
        assertThatThrownBy(() -> layer(url))
            .isInstanceOf(RegistryException.Denied.class)
            .hasMessageContaining("GIT_AUTH_TOKEN." + server.host());
        assertThat(files(layer(checkouts(secret("GIT_AUTH_TOKEN", "t0k3n\n")), url))).hasSize(1);
        assertThat(
                files(
                    layer(
                        checkouts(secret("GIT_AUTH_TOKEN." + server.host(), "t0k3n")),
                        url + "?mtime=commit")))
            .hasSize(1);
        assertThatThrownBy(
                () -> layer(checkouts(secret("GIT_AUTH_TOKEN.example.com", "t0k3n")), url))
            .isInstanceOf(RegistryException.Denied.class);
      }
    }

    private RunSettings secret(String id, String value) {
      return RunSettings.usual().withSecret(id, new SecretSource.Value(Bytes.of(value)));
    }

    @Test
    void areToldWhatStandsInTheAddress() {
      var one = repository("one");
      one.file("a", "1").commit();
      try (var server = serve(Kind.SMART).demanding("basic dXNlcjpwQHNz")) {
        var url = "http://user:p%40ss@" + server.host() + "/one/.git?keep-git-dir";
        var layer = layer(url);
        assertThat(files(layer).toString()).doesNotContain("p@ss").doesNotContain("p%40ss");
        assertThatThrownBy(() -> layer("http://user:wr0ng@" + server.host() + "/one/.git"))
            .isInstanceOf(RegistryException.Denied.class)
            .hasMessageNotContaining("wr0ng");
        assertNoByteOfTheStoreSays("p@ss", "p%40ss", "dXNlcjpwQHNz", "wr0ng");
      }
    }

    private void assertNoByteOfTheStoreSays(String... secrets) {
      try (Stream<Path> all = Files.walk(folder.resolve("store"))) {
        for (var file : all.filter(Files::isRegularFile).toList()) {
          var content = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertThat(content).as(file.toString()).doesNotContain(secrets);
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void sayWhenALoginIsNeededOverSsh() {
      assertThatThrownBy(() -> checkouts().resolve(reference("git@127.0.0.1:one.git")))
          .isInstanceOf(BuildException.Definition.class)
          .hasMessageContaining("--ssh default");
    }
  }

  @Nested
  class Submodules {
    private GitRepository outer(String inner, String... more) {
      var outer = repository("outer");
      outer.file("top", "t");
      outer.git("submodule", "add", "-q", inner, "mods/inner");
      for (var line : more) {
        outer.git("config", "-f", ".gitmodules", "submodule.mods/inner." + line, "none");
      }
      outer.commit();
      return outer;
    }

    @ParameterizedTest
    @EnumSource
    void comeAlongWithTheirOwn(Kind kind) {
      repository("deep").file("d", "deep").commit();
      try (var server = serve(kind)) {
        var inner = repository("inner").file("f", "inner");
        inner.git("submodule", "add", "-q", server.url("deep/.git"), "deep");
        inner.commit();
        outer(server.url("inner/.git"));
        var url = server.url("outer/.git");
        assertThat(files(layer(url)))
            .containsEntry("mods/inner/f", "644 inner")
            .containsEntry("mods/inner/deep/d", "644 deep")
            .doesNotContainKey("mods/inner/.git");
        assertThat(files(layer(url + "?submodules=false")))
            .containsEntry("mods/inner", "755/")
            .doesNotContainKey("mods/inner/f");
      }
    }

    @Test
    void mayBeAtAnAddressThatCountsFromTheOuterOne() {
      repository("inner").file("f", "inner").commit();
      try (var server = serve(Kind.SMART)) {
        var outer = outer(server.url("inner/.git"));
        outer.git("config", "-f", ".gitmodules", "submodule.mods/inner.url", "../../inner/.git");
        outer.commit();
        assertThat(files(layer(server.url("outer/.git"))))
            .containsEntry("mods/inner/f", "644 inner");
      }
    }

    @Test
    void mayAskToBeLeftOut() {
      repository("inner").file("f", "inner").commit();
      try (var server = serve(Kind.SMART)) {
        outer(server.url("inner/.git"), "update");
        assertThat(files(layer(server.url("outer/.git")))).doesNotContainKey("mods/inner/f");
      }
    }

    @Test
    void areNeverOfThisMachine() {
      var inner = repository("inner").file("f", "inner");
      inner.commit();
      outer(inner.folder().toString());
      try (var server = serve(Kind.SMART)) {
        for (var address : new String[] {"" + inner.folder(), local(inner), "ext::sh -c true"}) {
          var outer = repository("outer");
          outer.git("config", "-f", ".gitmodules", "submodule.mods/inner.url", address);
          outer.commit();
          assertThatThrownBy(() -> layer(server.url("outer/.git")))
              .isInstanceOf(RegistryException.Refused.class)
              .hasMessageContaining("which is not the address of a server");
        }
      }
    }

    @Test
    void areNotToldATokenThatIsForTheOuterOne() {
      repository("inner").file("f", "inner").commit();
      try (var server = serve(Kind.SMART)) {
        outer(server.url("inner/.git"));
        var lent =
            RunSettings.usual()
                .withSecret("GIT_AUTH_HEADER", new SecretSource.Value(Bytes.of("bearer x")));
        layer(checkouts(lent), server.url("outer/.git"));
        assertThat(server.asked())
            .anyMatch(line -> line.startsWith("/outer/") && line.endsWith(" bearer x"))
            .noneMatch(line -> line.startsWith("/inner/") && line.endsWith(" bearer x"));
      }
    }
  }

  @Nested
  class TheRepositoryItself {
    @Test
    void comesAlongWithOneCommit() throws Exception {
      repository("inner").file("f", "inner").commit();
      try (var server = serve(Kind.SMART)) {
        var outer = repository("outer").file("a", "1");
        outer.git("submodule", "add", "-q", server.url("inner/.git"), "mods/inner");
        outer.commit();
        var commit = outer.file("a", "2").commit();
        outer.git("tag", "-a", "v1", "-m", "a tag");
        var url = server.url("outer/.git");
        var layer = layer(url + "?keep-git-dir&tag=v1");
        assertThat(files(layer))
            .containsEntry(".git/HEAD", "644 " + commit + "\n")
            .containsEntry("mods/inner/.git", "644 gitdir: ../../.git/modules/mods/inner\n")
            .doesNotContainKey(".git/FETCH_HEAD");
        var copy = unpacked(layer);
        assertThat(copy.git("status", "--porcelain")).isEmpty();
        assertThat(copy.git("rev-list", "--count", "HEAD").strip()).isEqualTo("1");
        assertThat(copy.git("describe").strip()).isEqualTo("v1");
        assertThat(copy.git("remote", "get-url", "origin").strip()).isEqualTo(url);
        assertThat(copy.git("submodule", "status")).contains("mods/inner");
        assertThat(copy.git("fsck").strip()).isEmpty();
        assertThat(copy.git("for-each-ref", "--format=%(refname)").strip())
            .isEqualTo("refs/tags/v1");
      }
    }

    private GitRepository unpacked(StoredLayer layer) throws Exception {
      var target = folder.resolve("unpacked");
      Files.createDirectory(target);
      var tar =
          new ProcessBuilder("tar", "-xf", layer.tar().toString(), "-C", target.toString())
              .inheritIO()
              .start();
      assertThat(tar.waitFor()).isZero();
      return GitRepository.at(target.resolve("files"));
    }

    @Test
    void comesAlongWhenItsCommitCameWithALaterOne() {
      var one = repository("one").file("f", "1");
      var first = one.commit();
      one.git("tag", "v1");
      one.file("f", "2").commit();
      try (var server = serve(Kind.DUMB)) {
        layer(server.url("one/.git"));
        assertThat(files(layer(server.url("one/.git?keep-git-dir#v1"))))
            .containsEntry(".git/HEAD", "644 " + first + "\n")
            .containsEntry(".git/shallow", "644 " + first + "\n");
      }
    }

    @Test
    void isNotPartOfAFolder() {
      var one = repository("one").file("a/f", "x");
      one.commit();
      assertThat(files(layer(local(one) + "?keep-git-dir#:a"))).containsOnlyKeys("f");
    }

    @Test
    void hasTheBranchOrNothingThatWasAskedFor() {
      var one = repository("one").file("f", "x");
      var commit = one.commit();
      assertThat(files(layer(local(one) + "?keep-git-dir#main")))
          .containsEntry(".git/refs/heads/main", "644 " + commit + "\n");
      assertThat(files(layer(local(one) + "?keep-git-dir#" + commit)))
          .doesNotContainKey(".git/refs/heads/main")
          .containsEntry(".git/HEAD", "644 " + commit + "\n");
    }
  }

  @Nested
  class Mirrors {
    @Test
    void thatAreDamagedAreMadeAnew() throws IOException {
      var one = repository("one").file("f", "1");
      one.commit();
      layer(local(one));
      one.file("f", "2").commit();
      for (var file : mirrorFiles("HEAD", "config", ".pack", ".idx")) {
        Files.delete(file);
      }
      assertThat(files(layer(local(one)))).containsEntry("f", "644 2");
    }

    @Test
    void areUsableWhenABuildDiedInThem() throws IOException {
      var one = repository("one").file("f", "1");
      one.commit();
      layer(local(one));
      one.file("f", "2").commit();
      Files.createFile(mirrorFiles("HEAD").getFirst().resolveSibling("shallow.lock"));
      assertThat(files(layer(local(one)))).containsEntry("f", "644 2");
    }

    private List<Path> mirrorFiles(String... ends) throws IOException {
      try (Stream<Path> all = Files.walk(folder.resolve("store/git"))) {
        return all.filter(Files::isRegularFile)
            .filter(file -> Stream.of(ends).anyMatch(end -> file.toString().endsWith(end)))
            .toList();
      }
    }

    @Test
    void areUsedByManyAtOnce() throws Exception {
      var one = repository("one");
      for (int i = 0; i < 6; i++) {
        one.file("f", "" + i).commit();
        one.git("tag", "v" + i);
      }
      try (var threads = Executors.newFixedThreadPool(6)) {
        var results = new ArrayList<Future<StoredLayer>>();
        for (int i = 0; i < 12; i++) {
          var tag = "#v" + i % 6;
          results.add(threads.submit(() -> layer(local(one) + tag)));
        }
        for (int i = 0; i < 12; i++) {
          assertThat(files(results.get(i).get())).containsEntry("f", "644 " + i % 6);
        }
      }
    }

    @Test
    void thatOthersUseAreWaitedForInWords() throws IOException {
      var one = repository("one").file("f", "1");
      one.commit();
      layer(local(one));
      assertThat(heard).isEmpty();
      one.file("f", "2").commit();
      var mirrors = folder.resolve("store/git");
      var mirror = mirrors.relativize(mirrorFiles("HEAD").getFirst()).getName(0);
      var lease =
          store
              .gitMirrors()
              .lease(
                  Digest.parse("sha256:" + mirror), Waiting.told(heard::add, "test", "is first"));
      CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS).execute(lease::close);
      assertThat(files(layer(local(one)))).containsEntry("f", "644 2");
      var subject = "the git repository " + local(one);
      assertThat(heard)
          .satisfiesExactly(
              waiting ->
                  assertThat(waiting)
                      .isEqualTo(
                          new BuildEvent.Waiting(
                              subject, "another build or step takes files from it")),
              resumed ->
                  assertThat(resumed)
                      .isInstanceOfSatisfying(
                          BuildEvent.Resumed.class,
                          event -> assertThat(event.subject()).isEqualTo(subject)));
    }

    @Test
    void areRemovedWhenNobodyUsedThem() {
      var one = repository("one").file("f", "1");
      one.commit();
      layer(local(one));
      store.close();
      var root = folder.resolve("store");
      Pruning.prune(root, Instant.now().minusSeconds(3600), _ -> {});
      assertThat(root.resolve("git")).isNotEmptyDirectory();
      Pruning.prune(root, Instant.now().plusSeconds(10), _ -> {});
      assertThat(root.resolve("git")).isEmptyDirectory();
      store = Store.open(root);
      assertThat(files(layer(local(one)))).containsEntry("f", "644 1");
    }
  }
}
