package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `build --check` and `build --call`, and what an ordinary build tells of checks.
class CallTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private void write(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }

  private Session.Outcome build(String... more) {
    var arguments = new ArrayList<>(List.of("build", "."));
    arguments.addAll(List.of(more));
    return new Session(directory).run(arguments.toArray(String[]::new));
  }

  private JsonNode json(String call) throws IOException {
    return JSON.readTree(build("--call", call).out());
  }

  @Nested
  class Check {
    @Test
    void printsWhatDockerPrints() throws IOException {
      write("Dockerfile", "FROM scratch\nMAINTAINER me\nLABEL a=b\n");
      var outcome = build("--check");
      assertThat(outcome.out())
          .isEqualTo(
              """
              Check complete, 1 warning has been found!

              WARNING: MaintainerDeprecated - https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/
              Maintainer instruction is deprecated in favor of using label
              Dockerfile:2
              --------------------
                 1 |     FROM scratch
                 2 | >>> MAINTAINER me
                 3 |     LABEL a=b
                 4 |    \s
              --------------------
              """);
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(build("--call", "check,ignorestatus=true").exitCode()).isEqualTo(ExitCode.SUCCESS);
      assertThat(build("--call", "lint").out()).isEqualTo(outcome.out());
      assertThat(new Session(directory).run("images").out()).isEmpty();
    }

    @Test
    void saysThatNothingWasFound() throws IOException {
      write("Dockerfile", "FROM scratch\n");
      var outcome = build("--check");
      assertThat(outcome.out()).isEqualTo("Check complete, no warnings found.\n");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.SUCCESS);
    }

    @Test
    void tellsWarningsAndTheErrorOfAFileThatCannotBeBuilt() throws IOException {
      write("Dockerfile", "FROM scratch\nMAINTAINER me\nUSER ${x\n");
      var outcome = build("--check");
      assertThat(outcome.out()).contains("WARNING: MaintainerDeprecated");
      assertThat(outcome.err()).contains("Dockerfile:3:6: ", " 3 | USER ${x\n");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
      assertThat(json("check,format=json").at("/buildError/location").toString())
          .isEqualTo("{\"ranges\":[{\"start\":{\"line\":3},\"end\":{\"line\":3}}]}");
      write("Dockerfile", "FORM scratch\n");
      assertThat(build("--check").err()).contains("unknown instruction: FORM");
      assertThat(build("--check").out()).isEmpty();
    }

    @Test
    void makesErrorsOfWarningsWhenTheFileWantsIt() throws IOException {
      write("Dockerfile", "# check=error=true\nFROM scratch\nMAINTAINER me\n");
      var outcome = build("--check");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
      assertThat(outcome.err()).contains("lint violation found for rules: MaintainerDeprecated");
      assertThat(build("--check", "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=skip=all").exitCode())
          .isEqualTo(ExitCode.SUCCESS);
    }

    @Test
    void takesTheFlagForJson() throws IOException {
      write("Dockerfile", "FROM scratch\nLABEL a=b\n");
      assertThat(build("--check", "--json").out()).startsWith("{");
      assertThat(build("--call", "targets", "--json").out()).startsWith("{");
    }

    @Test
    void writesSarif() throws IOException {
      write("Dockerfile", "FROM scratch\nMAINTAINER me\n");
      assertThat(json("check,format=sarif").at("/runs/0/results").findValuesAsText("uri"))
          .containsExactly("Dockerfile");
    }

    @Test
    void seesSecretsInTheContext() throws IOException {
      write("Dockerfile", "FROM scratch\nCOPY . /\n");
      write(".ssh/id_rsa", "secret");
      assertThat(build("--check").out())
          .contains("WARNING: SecretsInContext\nCOPY copies \".ssh/id_rsa\"");
      assertThat(build("--check", "--rules", "buildkit").exitCode()).isEqualTo(ExitCode.SUCCESS);
      assertThat(build().err()).contains(" - SecretsInContext: COPY copies \".ssh/id_rsa\"");
      write(".dockerignore", ".ssh\n");
      assertThat(build("--check").exitCode()).isEqualTo(ExitCode.SUCCESS);
      assertThat(build().err()).doesNotContain("SecretsInContext");
    }

    @Test
    void knowsBaseImages() throws IOException {
      try (var server = Server.start()) {
        var base = server.host() + "/base:1";
        write("Dockerfile", "FROM scratch\nENV HOME_OF=/x\nONBUILD LABEL a=$NOPE\n");
        build("-t", base, "--push", "-q");
        write("Dockerfile", "FROM " + base + "\nENV A=$HOME_OF\nENV B=$ELSE\nCMD x\n");
        var found = build("--check", "--rules", "buildkit").out();
        assertThat(found.lines().filter(line -> line.startsWith("Usage of undefined variable ")))
            .containsExactly(
                "Usage of undefined variable '$NOPE'", "Usage of undefined variable '$ELSE'");
        assertThat(build().err()).contains("UndefinedVar: Usage of undefined variable '$ELSE'");
      }
    }

    @Test
    void doesNotAskForPinsWhereAContextStandsForTheBase() throws IOException {
      write("Dockerfile", "FROM 127.0.0.1:1/golang\nLABEL a=b\n");
      write("base/x", "x");
      assertThat(build("--check").out()).contains("UnpinnedBaseImage");
      var named = build("--check", "--build-context", "127.0.0.1:1/golang=base");
      assertThat(named.out()).isEqualTo("Check complete, no warnings found.\n");
    }

    @Test
    void tellsThatABaseImageIsForAnotherPlatform() throws IOException {
      try (var server = Server.start()) {
        var base = server.host() + "/base:1";
        write("Dockerfile", "FROM scratch\nLABEL a=b\n");
        build("-t", base, "--push", "-q", "--platform", "linux/s390x");
        write("Dockerfile", "FROM " + base + "\nLABEL c=d\n");
        var message =
            "Base image %s was pulled with platform \"linux/s390x\", expected \"linux/amd64\" for"
                    .formatted(base)
                + " current build";
        assertThat(build("--check", "--platform", "linux/amd64").out()).contains(message);
        assertThat(build("--platform", "linux/amd64").err())
            .contains(" - InvalidBaseImagePlatform: " + message + " (line 1)");
        assertThat(build("--check", "--platform", "linux/s390x").exitCode())
            .isEqualTo(ExitCode.SUCCESS);
        write("Dockerfile", "FROM --platform=linux/s390x " + base + " AS s390x\nLABEL c=d\n");
        assertThat(build("--check", "--platform", "linux/amd64").exitCode())
            .isEqualTo(ExitCode.SUCCESS);
      }
    }

    @Test
    void failsWhereABaseImageIsNotThereAndGoesOnWhereARegistryIsNot() throws IOException {
      try (var server = Server.start()) {
        write("Dockerfile", "FROM " + server.host() + "/nothing:1\nMAINTAINER me\n");
        var outcome = build("--check");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
        assertThat(outcome.out()).contains("WARNING: MaintainerDeprecated");
        assertThat(outcome.err()).contains("Dockerfile:1:6: there is no image", "/nothing:1");
      }
      write("Dockerfile", "FROM 127.0.0.1:1/base:1\nMAINTAINER me\n");
      var outcome = build("--check");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(outcome.err()).contains("checked without knowing the base image");
    }
  }

  @Nested
  class Other {
    private static final String FILE =
        """
        # VERSION of what is built
        ARG VERSION=1
        FROM scratch AS tools
        # final what users get
        FROM tools AS final
        ARG VERSION
        ARG EMPTY
        RUN --mount=type=secret,id=token,required --mount=type=ssh true
        """;

    @Test
    void outlinesTheTarget() throws IOException {
      write("Dockerfile", FILE);
      assertThat(build("--call=outline").out())
          .isEqualTo(
              """
              TARGET:      final
              DESCRIPTION: what users get

              BUILD ARG   VALUE   DESCRIPTION
              VERSION     1       of what is built
              EMPTY              \s

              SECRET   REQUIRED
              token    true

              SSH       REQUIRED
              default  \s

              """);
      var outline = json("outline,format=json");
      assertThat(outline.at("/args/0").toString())
          .isEqualTo(
              "{\"name\":\"VERSION\",\"description\":\"of what is built\",\"value\":\"1\","
                  + "\"location\":{\"ranges\":[{\"start\":{\"line\":2},\"end\":{\"line\":2}}]}}");
      assertThat(outline.at("/secrets/0/required").asBoolean()).isTrue();
      assertThat(outline.at("/ssh/0").has("required")).isFalse();
      assertThat(build("--call=outline", "--target", "tools").out()).startsWith("TARGET: tools\n");
    }

    @Test
    void listsTheTargets() throws IOException {
      write("Dockerfile", FILE);
      assertThat(build("--call=targets").out())
          .isEqualTo(
              """
              TARGET          DESCRIPTION
              tools          \s
              final (default) what users get
              """);
      var targets = json("targets,format=json").at("/targets");
      assertThat(targets.at("/0").toString())
          .isEqualTo(
              "{\"name\":\"tools\",\"base\":\"scratch\",\"location\":"
                  + "{\"ranges\":[{\"start\":{\"line\":3},\"end\":{\"line\":3}}]}}");
      assertThat(targets.at("/1/default").asBoolean()).isTrue();
    }

    @Test
    void buildsWhereThatIsWhatIsCalled() throws IOException {
      write("Dockerfile", "FROM scratch\nLABEL a=b\n");
      assertThat(build("--call", "build").out()).startsWith("sha256:");
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
      write("Dockerfile", "FROM scratch\n");
      for (var call :
          List.of(
              "x",
              "check,format=xml",
              "check,x=y",
              "outline,format=sarif",
              "check,ignorestatus=no")) {
        assertThat(build("--call", call).exitCode()).as(call).isEqualTo(ExitCode.USAGE);
      }
      assertThat(build("--check", "--call", "outline").exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(build("--call", "outline", "--target", "x").exitCode())
          .isEqualTo(ExitCode.DOCKERFILE);
    }
  }

  @Nested
  class Elsewhere {
    private static final String FILE = "FROM scratch AS one\nMAINTAINER me\nCOPY . /\n";

    /// A web server with the files of the folder `served`.
    private HttpServer web() throws IOException {
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var files = directory.resolve("served").toRealPath();
      var server = HttpServer.create(loopback, 0, "/", SimpleFileServer.createFileHandler(files));
      server.start();
      return server;
    }

    private Session.Outcome call(Session session, String context, String... more) {
      var arguments = new ArrayList<>(List.of("build", context, "--rules", "buildkit"));
      arguments.addAll(List.of(more));
      return session.run(arguments.toArray(String[]::new));
    }

    private void isChecked(Session.Outcome outcome, String file) {
      assertThat(outcome.out())
          .isEqualTo(
              """
              Check complete, 1 warning has been found!

              WARNING: MaintainerDeprecated - https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/
              Maintainer instruction is deprecated in favor of using label
              %s:2
              --------------------
                 1 |     FROM scratch AS one
                 2 | >>> MAINTAINER me
                 3 |     COPY . /
                 4 |    \s
              --------------------
              """
                  .formatted(file));
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILURE);
    }

    @Test
    void checksWhatAWebServerGives() throws IOException {
      write("served/file", FILE);
      write("served/folder/Dockerfile", FILE);
      tar("served/folder", "served/folder.tar");
      var server = web();
      var url = "http://127.0.0.1:" + server.getAddress().getPort();
      try {
        isChecked(call(new Session(directory), url + "/file", "--check"), "context");
        isChecked(call(new Session(directory), url + "/folder.tar", "--check"), "Dockerfile");
        isChecked(call(new Session(directory), ".", "-f", url + "/file", "--check"), url + "/file");
        assertThat(call(new Session(directory), url + "/file", "--call=targets").out())
            .endsWith("one (default) \n");
        assertThat(call(new Session(directory), url + "/folder.tar", "--call=outline").out())
            .isEqualTo("TARGET: one\n\n");
        var missing = call(new Session(directory), url + "/none", "--check");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.REGISTRY);
        assertThat(missing.err()).contains("the build context: GET " + url + "/none: status 404");
        write("empty/x", "");
        assertThat(call(new Session(directory), "empty", "-f", url + "/file", "-q").out())
            .startsWith("sha256:");
      } finally {
        server.stop(0);
      }
    }

    @Test
    void checksWhatStandardInputGives() throws IOException {
      isChecked(call(new Session(directory).typing(FILE), "-", "--check"), "<stdin>");
      write("folder/Dockerfile", FILE);
      write("folder/.netrc", "secret");
      tar("folder", "folder.tar");
      var archive = Files.readAllBytes(directory.resolve("folder.tar"));
      isChecked(call(new Session(directory).receiving(archive), "-", "--check"), "Dockerfile");
      assertThat(call(new Session(directory).receiving(archive), "-", "--call=targets").out())
          .endsWith("one (default) \n");
      assertThat(new Session(directory).receiving(archive).run("build", "-", "--check").out())
          .contains("SecretsInContext");
    }

    @Test
    void checksWhatARepositoryHolds() throws IOException {
      write("one/Dockerfile", FILE);
      run("git", "-C", "one", "init", "-q");
      run("git", "-C", "one", "add", ".");
      run("git", "-C", "one", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x");
      var url = "file://" + directory.resolve("one") + "/.git";
      var outcome = call(new Session(directory), url, "--check");
      isChecked(outcome, "Dockerfile");
      assertThat(outcome.err()).contains(url + " is commit ");
      assertThat(call(new Session(directory), url + "#nope", "--check").err())
          .contains("does not contain ref nope");
    }

    private void tar(String folder, String file) throws IOException {
      run("tar", "-C", folder, "-cf", file, ".");
    }

    private void run(String... command) throws IOException {
      try {
        var process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Nested
  class Build {
    @Test
    void tellsWarningsAtItsEndALineEach() throws IOException {
      write("Dockerfile", "FROM scratch AS idle\nWORKDIR x\nFROM scratch\nMAINTAINER me\nCMD x\n");
      assertThat(build("--rules", "buildkit").err())
          .endsWith(
              """

               2 warnings found (use --check to expand):
               - MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label (line 4)
               - JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals (line 5)
              """);
      assertThat(build().err()).contains("UnusedStage");
      assertThat(build("-q").err()).isEmpty();
      assertThat(build("--progress", "rawjson").err())
          .contains("{\"event\":\"checked\",", "\"warnings\":[{\"rule\":\"UnusedStage\",");
    }

    @Test
    void tellsThemWhenItFailsToo() throws IOException {
      write("Dockerfile", "FROM scratch\nMAINTAINER me\nCOPY nothing /\n");
      var outcome = build();
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
      assertThat(outcome.err())
          .contains(" 1 warning found", " - MaintainerDeprecated: ", "nothing");
    }

    @Test
    void tellsWhatNeedsNoBaseWhereTheBaseCannotBeHad() throws IOException {
      String missing;
      try (var server = Server.start(Setup.usual())) {
        missing = server.host() + "/missing";
        write("Dockerfile", "FROM %s\nMAINTAINER me\n".formatted(missing));
        var notFound = build("--rules", "buildkit");
        assertThat(notFound.exitCode()).isEqualTo(ExitCode.REGISTRY);
        assertThat(notFound.err())
            .containsSubsequence(
                " 1 warning found", " - MaintainerDeprecated: ", "Dockerfile:1: ", missing);
        assertThat(build("-q").err()).doesNotContain("MaintainerDeprecated").contains(missing);
      }
      var unreachable = build();
      assertThat(unreachable.exitCode()).isEqualTo(ExitCode.REGISTRY);
      assertThat(unreachable.err()).contains(" - MaintainerDeprecated: ", missing);
    }

    @Test
    void tellsWhatStandsAboveAnErrorOfTheDockerfile() throws IOException {
      write("Dockerfile", "FROM scratch\nMAINTAINER me\nCOPY nothing\nMAINTAINER you\n");
      assertThat(build().err())
          .contains(" 1 warning found", " - MaintainerDeprecated: ", "(line 2)")
          .containsSubsequence("warning found", "COPY requires at least two arguments");
      write("Dockerfile", "FROM scratch\nMAINTAINER me\nEXPOSE 99999999\n");
      assertThat(build().err())
          .containsSubsequence("1 warning found", "invalid containerPort: 99999999");
    }

    @Test
    void stopsBeforeItExecutesAnythingWhenWarningsAreErrors() throws IOException {
      write("a", "a");
      write("Dockerfile", "# check=error=true\nFROM scratch\nCOPY a /\nMAINTAINER me\n");
      var outcome = build();
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.DOCKERFILE);
      assertThat(outcome.err())
          .contains("lint violation found for rules: MaintainerDeprecated", " - MaintainerDep")
          .doesNotContain("COPY a /");
      assertThat(build("--build-arg", "BUILDKIT_DOCKERFILE_CHECK=").exitCode())
          .isEqualTo(ExitCode.SUCCESS);
      write("Dockerfile", "# check=error=true\nFROM scratch AS idle\nFROM scratch\nCOPY a /\n");
      assertThat(build().exitCode()).isEqualTo(ExitCode.SUCCESS);
      write("Dockerfile", "# check=nonsense\nFROM scratch\nCOPY a /\n");
      assertThat(build().err()).contains("invalid check option \"nonsense\"");
    }
  }
}
