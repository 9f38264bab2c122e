package dev.slipway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.registry.serve.Access;
import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pushing, pulling, looking and logging in, against a registry that wants a password.
class TransferTest {
  @TempDir Path directory;
  private Server server = Server.start(guarded());
  private Digest digest = Digest.of(new byte[0]);

  private static Setup guarded() {
    return Setup.usual().guardedBy(new Access.Basic("ann", "secret-word"));
  }

  @BeforeEach
  void makeALayout() {
    digest = SmallLayout.make(directory.resolve("out"));
  }

  @AfterEach
  void stopTheServer() {
    server.close();
  }

  private Session session() {
    return new Session(directory);
  }

  private void logIn() {
    assertThat(
            session().typing("secret-word\n").run("login", "-u", "ann", server.host()).exitCode())
        .isEqualTo(ExitCode.SUCCESS);
  }

  private Session.Outcome run(String... arguments) {
    return session().run(arguments);
  }

  @Test
  void saysOfEachVerbThatThereIsNoSuchImage() {
    logIn();
    var name = server.host() + "/none:1";
    for (var command : List.of("inspect", "digest", "pull")) {
      var outcome = run(command, name);
      assertThat(outcome.exitCode()).as(command).isEqualTo(ExitCode.REGISTRY);
      assertThat(outcome.err())
          .as(command)
          .startsWith("there is no image %s, or it is hidden: HEAD http://".formatted(name))
          .contains("Check its name and tag; when it is private, log in");
    }
  }

  @Test
  void saysAlikeOfEachVerbThatTheLocalStoreHasNoSuchImage() {
    var target = server.host() + "/none:1";
    for (var command :
        List.of(
            new String[] {"inspect", "store:none"},
            new String[] {"digest", "store:none"},
            new String[] {"push", "store:none", target},
            new String[] {"push", "none"})) {
      var outcome = run(command);
      assertThat(outcome.exitCode()).as(command[0]).isEqualTo(ExitCode.FAILURE);
      assertThat(outcome.err())
          .as(command[0])
          .isEqualTo(
              "slipway: there is no image 'none:latest' in the local store; no image has a name"
                  + " there: `slipway build -t NAME` makes one, `slipway pull NAME` brings one\n");
    }
  }

  @Test
  void pullsAnArchiveToStandardOutputAlone() throws IOException {
    logIn();
    var name = server.host() + "/hello:1";
    run("push", "-q", "oci:out:one", name);
    var printed = new ByteArrayOutputStream();
    var outcome = session().printingTo(printed).run("pull", "-q", name, "oci-archive:/dev/stdout");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.SUCCESS);
    run("pull", "-q", name, "oci-archive:file.tar");
    assertThat(printed.toByteArray()).isEqualTo(Files.readAllBytes(directory.resolve("file.tar")));
    assertThat(run("pull", "--json", name, "oci-archive:-").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  private void store(String name) throws IOException {
    Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
    assertThat(run("build", "-q", "-t", name, ".").exitCode()).isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void saysAlikeOfEachVerbWhichNameWasPerhapsMeant() throws IOException {
    store("hello:1");
    for (var command :
        List.of(
            new String[] {"inspect", "store:helo:1"},
            new String[] {"digest", "store:helo:1"},
            new String[] {"push", "store:helo:1", server.host() + "/none:1"},
            new String[] {"push", "helo:1"})) {
      var outcome = run(command);
      assertThat(outcome.exitCode()).as(command[0]).isEqualTo(ExitCode.FAILURE);
      assertThat(outcome.err())
          .as(command[0])
          .isEqualTo(
              "slipway: there is no image 'helo:1' (did you mean hello:1?) in the local store;"
                  + " it has hello:1\n");
    }
  }

  @Test
  void saysHowToPushWhatHasTheNameWithoutTheRegistry() throws IOException {
    store("hello:1");
    logIn();
    var target = server.host() + "/team/hello:1";
    var outcome = run("push", target);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
    var advice = "slipway push store:hello:1 " + target;
    assertThat(outcome.err())
        .isEqualTo(
            "slipway: there is no image '%s' (did you mean hello:1?) in the local store; it has"
                    .formatted(target)
                + " hello:1; to push that one there: %s\n".formatted(advice));
    assertThat(run(advice.substring("slipway ".length()).split(" ", -1)).exitCode())
        .isEqualTo(ExitCode.SUCCESS);
    assertThat(run("push", server.host() + "/other:1").err()).doesNotContain("to push");
    store("host.example/team/app:1");
    assertThat(run("push", "hots.example/team/app:1").err())
        .contains("(did you mean host.example/team/app:1?)")
        .doesNotContain("to push");
  }

  @Test
  void saysThatTheLocalStoreHasWhatARegistryDoesNot() {
    logIn();
    var name = server.host() + "/hello:1";
    run("push", "-q", "oci:out:one", name);
    run("pull", "-q", name, "store:" + server.host() + "/mine:1");
    var mine = server.host() + "/mine:1";
    for (var command :
        List.of(
            new String[] {"push", mine, server.host() + "/copy:1"},
            new String[] {"inspect", mine},
            new String[] {"digest", mine})) {
      var outcome = run(command);
      assertThat(outcome.exitCode()).as(command[0]).isEqualTo(ExitCode.REGISTRY);
      assertThat(outcome.err())
          .as(command[0])
          .startsWith(
              "%s is a registry's; the image in the local store is store:%s: there is no image %s"
                  .formatted(mine, mine, mine));
    }
    assertThat(run("digest", server.host() + "/other:1").err()).doesNotContain("local store");
    assertThat(run("inspect", server.host() + "/mien:1").err())
        .startsWith(
            "%s/mien:1 is a registry's; the local store has store:%s, if that was meant: there is"
                .formatted(server.host(), mine));
  }

  @Test
  void pushesLooksAndPulls() {
    logIn();
    var name = server.host() + "/hello:1";
    var pushed = run("push", "oci:out:one", name);
    assertThat(pushed.err()).contains("sent");
    assertThat(pushed.out()).isEqualTo(server.host() + "/hello@" + digest + "\n");
    assertThat(run("digest", name).out()).isEqualTo(digest + "\n");
    assertThat(run("push", "-q", "oci:out:one", name).err()).isEmpty();
    assertThat(run("pull", name, "oci:copy").out()).isEqualTo(pushed.out());
    assertThat(run("digest", "oci:copy").out()).isEqualTo(digest + "\n");
    assertThat(run("pull", name, "oci-archive:copy.tar:x").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(run("digest", "oci-archive:copy.tar:x").out()).isEqualTo(digest + "\n");
    assertThat(run("inspect", name).out())
        .contains("platform    linux/amd64", "COPY / / # buildkit", "1.0 kB in 1 layer");
    assertThat(run("inspect", "--json", name).out()).contains("\"digest\" : \"" + digest + "\"");
  }

  @Test
  void pullsNothingIntoNoFolder() {
    logIn();
    var pulled = run("pull", server.host() + "/none:1", "oci:nothing");
    assertThat(pulled.exitCode()).isEqualTo(ExitCode.REGISTRY);
    assertThat(pulled.err())
        .contains("there is no image %s/none:1, or it is hidden: HEAD".formatted(server.host()));
    assertThat(directory.resolve("nothing")).doesNotExist();
    assertThat(run("pull", server.host() + "/none:1").err())
        .contains("there is no image %s/none:1, or it is hidden: HEAD".formatted(server.host()));
  }

  @Test
  void pullsIntoTheLocalStoreAndPushesTheVeryImageElsewhere() {
    logIn();
    var name = server.host() + "/hello:1";
    run("push", "-q", "oci:out:one", name);
    var pulled = run("pull", name);
    assertThat(pulled.out()).isEqualTo(server.host() + "/hello@" + digest + "\n");
    assertThat(run("images").out()).startsWith(name + "  sha256:");
    assertThat(run("digest", "store:" + name).out()).isEqualTo(digest + "\n");
    assertThat(run("inspect", "store:" + name).out())
        .contains("digest      " + digest, "COPY / / # buildkit");
    assertThat(run("prune", "--keep", "0s").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(run("push", "store:" + name, server.host() + "/moved:2").out())
        .isEqualTo(server.host() + "/moved@" + digest + "\n");
    assertThat(run("digest", server.host() + "/moved:2").out()).isEqualTo(digest + "\n");
    assertThat(run("pull", name, "store:mine").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(run("digest", "store:mine").out()).isEqualTo(digest + "\n");
  }

  @Test
  void whatWasPulledIsABaseWithoutTheRegistry() throws IOException {
    logIn();
    var name = server.host() + "/hello:1";
    run("push", "-q", "oci:out:one", name);
    run("pull", "-q", name);
    server.close();
    Files.writeString(directory.resolve("Dockerfile"), "FROM " + name + "\nCOPY Dockerfile /\n");
    assertThat(run("build", "--pull=never", ".").exitCode()).isEqualTo(ExitCode.SUCCESS);
    server = Server.start(guarded());
  }

  @Test
  void pullsOnePlatformOfSeveralIntoTheStore() {
    logIn();
    var name = server.host() + "/hello:1";
    run("push", "-q", "oci:out:one", name);
    var other = run("pull", "--platform", "linux/s390x", name);
    assertThat(other.err()).contains("warning: ", "is for linux/amd64 and not for linux/s390x");
  }

  @Test
  void looksIntoTheStoreAndIntoArchives() throws IOException {
    Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
    run("build", "-q", "-t", "app", "-o", "docker-archive:app.tar", "-o", "oci:app", ".");
    run("build", "-q", "-t", "app", ".");
    var manifest = run("digest", "oci:app").out();
    assertThat(run("digest", "store:app").out()).isEqualTo(manifest);
    for (var place : List.of("store:app", "oci:app", "docker-archive:app.tar")) {
      assertThat(run("inspect", place).out()).contains("COPY Dockerfile / # buildkit");
    }
    assertThat(run("digest", "store:nothing").exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(run("digest", "store:nothing").err()).contains("it has app:latest");
  }

  @Test
  void saysThatItIsNotLoggedIn() {
    var outcome = run("digest", server.host() + "/hello:1");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DENIED);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void saysThatThereIsNoSuchImage() {
    logIn();
    assertThat(run("digest", server.host() + "/nothing").exitCode()).isEqualTo(ExitCode.REGISTRY);
    assertThat(run("digest", "oci:nowhere").exitCode()).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void asksWhoeverSitsAtTheTerminal() {
    var outcome = session().answering("ann", "secret-word").run("login", server.host());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(outcome.err())
        .contains("kept in " + directory.resolve("docker/config.json"), "not encrypted")
        .doesNotContain("secret-word");
    var piped = session().answering("ann", "wrong").typing("secret-word\n");
    assertThat(piped.run("login", "-u", "ann", "--password-stdin", server.host()).exitCode())
        .isEqualTo(ExitCode.SUCCESS);
    assertThat(session().answering("ann", "").run("login", server.host()).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("login", server.host()).err()).contains("--username is missing");
  }

  @Test
  void refusesAWrongPasswordAndKeepsNothing() {
    var outcome = session().typing("wrong-word\n").run("login", "-u", "ann", server.host());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DENIED);
    assertThat(outcome.err()).doesNotContain("wrong-word");
    assertThat(directory.resolve("docker/config.json")).doesNotExist();
  }

  @Test
  void keepsCredentialsWhereOnlyTheirOwnerReadsThem() throws IOException {
    Files.createDirectories(directory.resolve("docker"));
    var file = directory.resolve("docker/config.json");
    Files.writeString(file, "{\"psFormat\":\"x\",\"auths\":{\"ghcr.io\":{\"auth\":\"YTpi\"}}}");
    logIn();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).contains("psFormat", "ghcr.io", server.host());
    assertThat(run("logout", server.host()).exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(Files.readString(file)).contains("psFormat", "ghcr.io").doesNotContain("127.0.0.1");
    assertThat(directory.resolve("docker").toFile().list()).containsExactly("config.json");
  }

  @Test
  void givesCredentialsToTheHelper() throws IOException {
    var helper = Files.createDirectories(directory.resolve("bin")).resolve("docker-credential-box");
    Files.writeString(
        helper,
        """
        #!/bin/sh
        echo "$1" >>DIR/log; cat >>DIR/log
        test "$1" != get || echo '{"Username": "ann", "Secret": "secret-word"}'
        """
            .replace("DIR", directory.toString()));
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(directory.resolve("docker"));
    var file = directory.resolve("docker/config.json");
    Files.writeString(file, "{\"credsStore\":\"box\"}");
    var path = directory.resolve("bin") + ":/usr/bin:/bin";
    session().with("PATH", path).typing("secret-word").run("login", "-u", "ann", server.host());
    assertThat(directory.resolve("log"))
        .content()
        .contains("store\n", "\"Secret\":\"secret-word\"");
    assertThat(file).content().contains(server.host()).doesNotContain("auth\"");
    session().with("PATH", path).run("logout", server.host());
    assertThat(directory.resolve("log")).content().endsWith("erase\n" + server.host());
    assertThat(run("logout", "--json", "registry.example").err()).contains("docker-credential-box");
  }

  @Test
  void tellsNoSecretThatABrokenHelperTells() throws IOException {
    var helper = Files.createDirectories(directory.resolve("bin")).resolve("docker-credential-box");
    Files.writeString(helper, "#!/bin/sh\necho cannot keep $(cat)\nexit 3\n");
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(directory.resolve("docker"));
    Files.writeString(directory.resolve("docker/config.json"), "{\"credsStore\":\"box\"}");
    var path = directory.resolve("bin") + ":/usr/bin:/bin";
    var outcome =
        session().with("PATH", path).typing("secret-word").run("login", "-u", "ann", server.host());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DENIED);
    assertThat(outcome.err())
        .contains("docker-credential-box", "status 3", "cannot keep", "***")
        .doesNotContain("secret-word");
    assertThat(directory.resolve("docker/config.json")).content().doesNotContain(server.host());
  }

  @Test
  void reportsAsJson() {
    var loggedIn =
        session().typing("secret-word").run("login", "-u", "ann", "--json", server.host());
    assertThat(loggedIn.out())
        .isEqualTo(
            """
            {
              "registry" : "%s",
              "user" : "ann",
              "keptIn" : "%s",
              "form" : "plain"
            }
            """
                .formatted(server.host(), directory.resolve("docker/config.json")));
    assertThat(run("logout", "--json", server.host()).out())
        .contains("\"registry\" : \"%s\"".formatted(server.host()), "\"forgotten\" : true");
    assertThat(run("logout", "--json", server.host()).out()).contains("\"forgotten\" : false");
  }

  @Test
  void logsOutHoweverTheRegistryIsWritten() throws IOException {
    var file = Files.createDirectories(directory.resolve("docker")).resolve("config.json");
    var right = Base64.getEncoder().encodeToString("ann:secret-word".getBytes(UTF_8));
    Files.writeString(
        file,
        "{\"auths\": {\"https://%1$s/v2/\": {\"auth\": \"%2$s\"}, \"other:1\": {\"auth\": \"%2$s\"}}}"
            .formatted(server.host(), right));
    assertThat(run("push", "oci:out:one", server.host() + "/app:1").exitCode())
        .isEqualTo(ExitCode.SUCCESS);
    assertThat(run("logout", server.host()).err()).contains("Logged out of " + server.host());
    assertThat(run("digest", server.host() + "/app:1").exitCode()).isEqualTo(ExitCode.DENIED);
    assertThat(file).content().contains("other:1").doesNotContain(server.host());
  }

  @Test
  void aNewLoginReplacesWhatIsWrittenOtherwise() throws IOException {
    var file = Files.createDirectories(directory.resolve("docker")).resolve("config.json");
    var wrong = Base64.getEncoder().encodeToString("ann:old-word".getBytes(UTF_8));
    Files.writeString(
        file,
        "{\"auths\": {\"%1$s\": {\"auth\": \"%2$s\"}, \"http://%1$s\": {\"auth\": \"%2$s\"}}}"
            .formatted(server.host(), wrong));
    logIn();
    assertThat(run("push", "oci:out:one", server.host() + "/app:1").exitCode())
        .isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void inspectPrintsNothingThatATerminalObeys() throws IOException {
    Files.writeString(
        directory.resolve("Dockerfile"),
        """
        FROM scratch
        ENV a="x\u001b[2Jy"
        LABEL b="c\u009bd" e="f\tg"
        WORKDIR /w\u001b]0;x
        """);
    assertThat(run("build", "-o", "oci:odd", ".").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(run("inspect", "oci:odd").out())
        .contains("a=x?[2Jy", "b=c?d", "e=f?g", "directory   /w?]0;x", "WORKDIR /w?]0;x")
        .matches(
            out -> out.chars().noneMatch(sign -> sign != '\n' && Character.isISOControl(sign)));
  }
}
