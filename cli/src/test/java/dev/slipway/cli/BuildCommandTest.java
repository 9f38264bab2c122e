package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.registry.serve.Fault;
import dev.slipway.registry.serve.Faults;
import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builds without RUN, which any machine can do.
class BuildCommandTest {
  @TempDir Path directory;

  @BeforeEach
  void makeAContext() throws IOException {
    write(
        "Dockerfile",
        """
        FROM scratch AS base
        COPY a.txt /
        FROM base
        ARG GREETING=hello
        LABEL greeting=$GREETING
        COPY --from=other b.txt /
        """);
    write("a.txt", "a");
    write("other/b.txt", "b");
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }

  private Session session() {
    return new Session(directory);
  }

  private Session.Outcome build(String... more) {
    return build(session(), more);
  }

  private static Session.Outcome build(Session session, String... more) {
    var arguments = new ArrayList<>(List.of("build", "."));
    arguments.addAll(List.of("--build-context", "other=other"));
    arguments.addAll(List.of(more));
    return session.run(arguments.toArray(String[]::new));
  }

  @Test
  void printsTheIdUnderEachName() {
    var outcome = build("-t", "one", "-t", "localhost:5000/two:2");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(outcome.out())
        .matches("one@sha256:[0-9a-f]{64}\\nlocalhost:5000/two@sha256:[0-9a-f]{64}\\n");
    assertThat(session().run("images").out()).contains("one:latest", "localhost:5000/two:2");
    assertThat(session().run("df").out()).contains("layers");
    assertThat(session().run("df", "--json").out())
        .startsWith("{\n  \"store\" : \"/")
        .contains("\"name\" : \"layers\"");
    var announced = session().run("prune", "--keep", "0s", "--dry-run").out();
    assertThat(announced).startsWith("would remove ").doesNotContain(" 0 files");
    assertThat(session().run("prune", "--keep", "0s").out())
        .isEqualTo(announced.replace("would remove", "removed"));
  }

  @Test
  void saysWhatItDoesAndWhatItNeedNotDo() {
    assertThat(build().err()).contains("[base 1/1] COPY a.txt /", "DONE");
    assertThat(build().err()).contains("CACHED").doesNotContain("DONE");
    assertThat(build("--no-cache").err()).contains("DONE");
    assertThat(build("-q").err()).isEmpty();
    assertThat(build("--no-cache", "--progress", "rawjson").err())
        .startsWith("{\"event\":\"progress\",")
        .contains("{\"event\":\"stepStarted\",");
  }

  @Test
  void namesAndPlatformsThatMeanNothingAreUsageErrors() {
    assertThat(build("-t", "Upper").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(build("-t", "Upper").err()).startsWith("slipway build: 'docker.io/library/Upper'");
    assertThat(build("--platform", "nonsense").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(build("--check", "--platform", "nonsense").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(session().run("inspect", "UPPER").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void refusesPairsWithoutANameAndHostsWithoutAnAddress() {
    for (var flag : List.of("--build-arg", "--label", "--build-context")) {
      var outcome = build(flag, "=value");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(outcome.err()).contains(flag + " '=value' does not begin with a name");
    }
    assertThat(build("--add-host", "db:nowhere").err())
        .contains("--add-host db:nowhere: 'nowhere' is neither an IP address nor host-gateway");
    for (var host : List.of("db:10.0.0.1", "db=[::1]", "db:::1", "db:host-gateway")) {
      assertThat(build("--add-host", host).exitCode()).isEqualTo(ExitCode.SUCCESS);
    }
  }

  @Test
  void saysInWordsWhyAResultCannotBeWritten() {
    assertThat(build("--iidfile", "not/there").err())
        .contains("slipway build: cannot write not/there: ", "/not/there does not exist")
        .doesNotContain("Exception");
  }

  @Test
  void explainsWhatWouldBeDone() throws IOException {
    assertThat(build("--explain").out()).contains("to do: ");
    build();
    assertThat(build("--explain").out()).contains("CACHED").doesNotContain("to do");
    write("a.txt", "changed");
    assertThat(build("--explain").out()).contains("to do: ").contains("a.txt");
    assertThat(build("--explain", "--json").out())
        .contains("\"verdict\" : \"changed\"", "\"text\" : \"COPY a.txt /\"");
  }

  @Test
  void takesBuildArgumentsFromTheEnvironment() {
    var session = session().with("GREETING", "szia").with("SLIPWAY_LABEL", "x=1\ny=2");
    var id = build(session, "-q", "--build-arg", "GREETING", "-o", "oci:out").out().strip();
    assertThat(session().run("inspect", "oci:out").out())
        .contains("label       greeting=szia", "label       x=1", "label       y=2", id);
  }

  @Test
  void takesBuildArgumentsFromAFile() throws IOException {
    write("args.conf", "# words\nOTHER=1\n\nGREETING=a=b \"c\"\r\n");
    var outcome = build("--build-arg-file", "args.conf", "-o", "oci:out");
    assertThat(outcome.err()).contains("no ARG takes these build arguments: OTHER");
    assertThat(session().run("inspect", "oci:out").out())
        .contains("label       greeting=a=b \"c\"\n");
    build("--build-arg-file", "args.conf", "--build-arg", "GREETING=flag", "-o", "oci:out2");
    assertThat(session().run("inspect", "oci:out2").out()).contains("greeting=flag\n");
    write("args.conf", "GREETING=x\n BAD=1\n");
    assertThat(build("--build-arg-file", "args.conf").err()).contains("args.conf: line 2");
    var missing = build("--build-arg-file", "nowhere");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(missing.err())
        .contains("cannot be read: %s does not exist".formatted(directory.resolve("nowhere")));
  }

  @Test
  void saysNothingThatATerminalWouldObey() throws IOException {
    write("Dockerfile", "FROM scratch\nCOPY \033[31mred /x\n");
    var outcome = build("-q");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
    assertThat(outcome.err()).contains("?[31mred").doesNotContain("\033");
  }

  @Test
  void buildsTheSameImageAtAnotherTimeWhenAnEpochIsGiven() throws IOException {
    write("Dockerfile", "FROM scratch\nARG SOURCE_DATE_EPOCH\nWORKDIR /a/b\nCOPY a.txt old /\n");
    write("old", "");
    Files.setLastModifiedTime(directory.resolve("old"), FileTime.fromMillis(5_000));
    var epoch = session().with("SOURCE_DATE_EPOCH", "1300000000");
    var output = "type=oci,tar=false,rewrite-timestamp=true,dest=";
    var first = epoch.run("build", "-q", ".", "-o", output + "one");
    Files.setLastModifiedTime(
        directory.resolve("a.txt"), FileTime.from(Instant.parse("2033-01-01T00:00:00Z")));
    var second = epoch.run("build", "-q", "--no-cache", ".", "-o", output + "two");
    assertThat(second.out()).isEqualTo(first.out()).startsWith("sha256:");
    assertThat(session().run("inspect", "--json", "oci:one").out())
        .contains("\"created\" : \"2011-03-13T07:06:40Z\"", "ARG SOURCE_DATE_EPOCH=1300000000")
        .doesNotContain("\"created\" : \"2033", "\"created\" : \"2026");
    assertThat(session().run("build", ".", "-o", output + "three").err())
        .contains("SOURCE_DATE_EPOCH, which is not set");
  }

  @Test
  void refusesAnEpochThatIsNoTime() {
    var outcome = build("--build-arg", "SOURCE_DATE_EPOCH=yesterday");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
    assertThat(outcome.err()).startsWith("invalid SOURCE_DATE_EPOCH: 'yesterday'");
    assertThat(build("-o", "type=oci,dest=x,rewrite-timestamp=maybe").exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void tellsOfARunOnABaseForAnotherMachineWithItsLine() throws IOException {
    build("--platform", "linux/s390x", "-t", "foreign");
    write("Dockerfile", "FROM store:foreign\n\nRUN true\n");
    var outcome = build();
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
    assertThat(outcome.err())
        .contains("Dockerfile:3:1: this RUN needs to execute programs for linux/s390x");
  }

  @Test
  void readsTheDockerfileFromStandardInput() {
    var session = session().typing("FROM scratch\nLABEL from=stdin\n");
    assertThat(build(session, "-f", "-", "-o", "oci:out").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(session().run("inspect", "oci:out").out()).contains("from=stdin");
  }

  @Test
  void takesAFlagsValueOnlyAfterAnEqualsSignWhereItMayBeLeftOut() {
    assertThat(session().run("build", "--build-context", "other=other", "--pull", ".").exitCode())
        .isEqualTo(ExitCode.SUCCESS);
    assertThat(build("--pull=sometimes").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void pushesAndWritesTheFilesThatScriptsRead() throws IOException {
    try (var server = Server.start()) {
      var name = server.host() + "/hello:1";
      var outcome = build("-t", name, "--push", "--iidfile", "iid", "--metadata-file", "meta.json");
      var digest = session().run("digest", name).out().strip();
      assertThat(outcome.out()).isEqualTo(server.host() + "/hello@" + digest + "\n");
      assertThat(Files.readString(directory.resolve("iid"))).isEqualTo(digest);
      assertThat(Files.readString(directory.resolve("meta.json")))
          .contains("\"containerimage.digest\" : \"" + digest + "\"", "image.name");
      build("-t", server.host() + "/later:1");
      assertThat(session().run("push", server.host() + "/later:1").out())
          .isEqualTo(server.host() + "/later@" + digest + "\n");
    }
  }

  @Nested
  class Refuses {
    @Test
    void aDockerfileThatIsWrongWithItsLineUnderlined() throws IOException {
      write("Dockerfile", "FROM scratch\nCOYP a.txt /\n");
      var outcome = build();
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
      assertThat(outcome.err()).contains("Dockerfile:2", "COYP a.txt /", "^");
      assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aFileThatIsNotThere() throws IOException {
      write("Dockerfile", "FROM scratch\nCOPY nothing /\n");
      var outcome = build("-t", "hello");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
      assertThat(outcome.err()).contains("Dockerfile:2", "nothing");
      assertThat(session().run("images").out()).isEmpty();
    }

    @Test
    void aRegistryThatIsNotThere() throws IOException {
      write("Dockerfile", "FROM 127.0.0.1:1/base\n");
      assertThat(build().exitCode()).isEqualTo(ExitCode.REGISTRY);
    }

    @Test
    void aRegistryThatLetsNobodyIn() throws IOException {
      var challenge = Map.of("WWW-Authenticate", "Basic realm=\"the house\"");
      for (var answer : List.of(new Fault.Answer(401, challenge, ""), new Fault.Answer(403))) {
        var outcome = buildFrom(answer);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DENIED);
        assertThat(outcome.err()).contains("" + answer.status(), "/base");
      }
    }

    @Test
    void aRegistryThatFailsOrSendsOtherBytes() throws IOException {
      for (var fault : List.of(new Fault.Answer(500), new Fault.OtherBytes())) {
        assertThat(buildFrom(fault).exitCode()).isEqualTo(ExitCode.REGISTRY);
      }
      for (var fault : List.of(new Fault.HangUp(), new Fault.CutAnswer(10))) {
        assertThat(buildFrom(fault).exitCode()).isEqualTo(ExitCode.REGISTRY);
      }
    }

    // Nothing that a script could take for a result may be there afterwards.
    private Session.Outcome buildFrom(Fault fault) throws IOException {
      var faults = new Faults();
      try (var server = Server.start(Setup.usual().misbehaving(faults))) {
        var base = server.host() + "/base:1";
        write("Dockerfile", "FROM scratch\nCOPY a.txt /\n");
        var elsewhere = session().with("SLIPWAY_HOME", directory.resolve("elsewhere").toString());
        assertThat(build(elsewhere, "-t", base, "--push").exitCode()).isEqualTo(ExitCode.SUCCESS);
        faults.onEvery(_ -> true, fault);
        write("Dockerfile", "FROM " + base + "\nWORKDIR /srv\n");
        var outcome =
            build("-t", "hello", "-o", "oci:made", "--iidfile", "iid", "--metadata-file", "meta");
        assertThat(outcome.out()).isEmpty();
        assertThat(session().run("images").out()).doesNotContain("hello");
        for (var file : List.of("made", "iid", "meta")) {
          assertThat(directory.resolve(file)).doesNotExist();
        }
        return outcome;
      }
    }

    @Test
    void whatMakesNoSense() {
      assertThat(build("--push").exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(build("-o", "type=nothing").exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(build("--progress", "loud").exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(build("--platform", "linux/amd64,linux/arm64").exitCode())
          .isEqualTo(ExitCode.USAGE);
      assertThat(session().run("build", "nowhere").exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(session().run("build").exitCode()).isEqualTo(ExitCode.USAGE);
    }
  }
}
