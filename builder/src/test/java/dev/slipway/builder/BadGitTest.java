package dev.slipway.builder;

import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.checkout.GitRepository;
import dev.slipway.builder.checkout.GitServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of repositories that cannot be had, or do not hold what is wanted. Each message is
/// a file in `failures`.
class BadGitTest {
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
    repository.file("Dockerfile", "FROM scratch\nCOPY a /\n").file("a", "a").file("sub/b", "b");
    repository.commit();
  }

  @AfterEach
  void close() {
    server.close();
    workshop.close();
  }

  // What follows ADD, where URL is the repository.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "git-add-ref | URL#nope /x",
        "git-add-short-commit | URL#abc1234 /x",
        "git-add-commit | URL#0123456789012345678901234567890123456789 /x",
        "git-add-folder | URL#:nowhere /x",
        "git-add-folder-is-file | URL#:a /x",
        "git-add-query | URL?nope=1 /x",
        "git-add-query-twice | URL?ref=a&ref=a /x",
        "git-add-ref-conflict | URL?ref=a&tag=b /x",
        "git-add-keep-conflict | --keep-git-dir=true URL?keep-git-dir=false /x",
        "git-add-checksum-conflict | --checksum=abc URL?checksum=def /x",
        "git-add-checksum | --checksum=0000000 URL /x",
        "git-add-checksum-kind | --checksum=sha256:00 URL /x",
        "git-add-checksum-two | --checksum=abc URL URL /x",
        "git-add-fetch-by-commit | URL?fetch-by-commit /x",
        "git-add-no-agent | git@127.0.0.1:x.git /x",
        "git-add-down | http://127.0.0.1:1/x.git /x",
        "git-add-missing | NONE /x",
        "git-add-to-copy | a /x",
      })
  void addFails(String golden, String words) throws Exception {
    var keyword = golden.endsWith("-copy") ? "COPY URL " : "ADD ";
    var instruction =
        (keyword + words)
            .replace("URL", server.url("one/.git"))
            .replace("NONE", server.url("none.git"));
    fails(golden, () -> workshop.build("FROM scratch\n" + instruction + "\n"));
  }

  // The context, where URL is the repository.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "git-context-ref | URL#nope",
        "git-context-folder | URL#:nowhere",
        "git-context-no-dockerfile | URL#:sub",
        "git-context-missing | NONE",
        "git-context-down | http://127.0.0.1:1/x.git",
        "git-context-checksum | URL?checksum=0000000",
        "git-context-no-agent | git@127.0.0.1:x.git",
        "git-context-no-file | file://FOLDER/none.git",
      })
  void contextFails(String golden, String address) throws Exception {
    fails(golden, () -> build(address, request -> request));
  }

  @Test
  void aNamedContextFails() throws Exception {
    fails(
        "git-named-ref",
        () ->
            workshop.build(
                "FROM scratch\nCOPY --from=n /a /\n",
                request -> request.withContext("n", new NamedContext.Remote(source("URL#nope")))));
  }

  @Test
  void anEmptyRepositoryFails() throws Exception {
    GitRepository.in(folder.resolve("served/empty"));
    fails("git-context-empty", () -> build("EMPTY", request -> request));
  }

  @Test
  void aServerThatWantsALoginFails() throws Exception {
    server.demanding("Basic abc");
    fails("git-context-login", () -> build("URL", request -> request));
  }

  @Test
  void aSubmoduleThatIsNoServersFails() throws Exception {
    var inner = GitRepository.in(folder.resolve("inner")).file("i", "i");
    inner.commit();
    repository.git("submodule", "--quiet", "add", inner.folder().toString(), "inner");
    repository.commit();
    fails("git-context-submodule", () -> build("URL", request -> request));
  }

  @Test
  void theTimeOfWhatCannotBeHadFails() throws Exception {
    var dockerfile =
        "FROM scratch AS src\nADD %s /\nFROM scratch\nLABEL a=b\n"
            .formatted(server.url("one/.git#nope"));
    fails(
        "git-epoch-ref",
        () ->
            workshop.build(
                dockerfile, request -> request.withArgument("SOURCE_DATE_EPOCH", "src")));
  }

  private void build(String address, UnaryOperator<BuildRequest> more) {
    var request = more.apply(BuildRequest.of(new BuildContext.Remote(source(address))));
    try (var builder = workshop.open()) {
      builder.build(request, BuildListener.silent());
    }
  }

  private RemoteSource source(String address) {
    var url =
        address
            .replace("URL", server.url("one/.git"))
            .replace("NONE", server.url("none.git"))
            .replace("EMPTY", server.url("empty/.git"))
            .replace("FOLDER", folder.toString());
    return RemoteSource.find(url).orElseThrow();
  }

  private void fails(String golden, FailureFiles.Attempt attempt) throws Exception {
    new FailureFiles(workshop).check(golden, attempt);
  }
}
