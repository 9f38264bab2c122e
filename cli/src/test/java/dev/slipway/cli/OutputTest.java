package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `--output type=…` takes, as buildx has it.
class OutputTest {
  @TempDir Path directory;

  @BeforeEach
  void makeAContext() throws IOException {
    Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
  }

  private Session.Outcome build(String... more) {
    var arguments = new ArrayList<>(List.of("build", "-q", "."));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private Session.Outcome run(String... arguments) {
    return new Session(directory).run(arguments);
  }

  private String refusal(String output) {
    var outcome = build("-o", output);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    return outcome.err();
  }

  @Test
  void namesTheImageInAnArchive() {
    var written = build("-o", "type=oci,name=one:1,dest=out.tar,oci-mediatypes=true");
    assertThat(written.out()).matches("one@sha256:[0-9a-f]{64}\n");
    var digest = written.out().strip().substring("one@".length());
    assertThat(run("digest", "oci-archive:out.tar:1").out().strip()).isEqualTo(digest);
    assertThat(build("-o", "type=docker,name=one:1,dest=docker.tar").exitCode())
        .isEqualTo(ExitCode.SUCCESS);
    assertThat(run("digest", "docker-archive:docker.tar:one:1").exitCode())
        .isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void takesSeveralNames() {
    var written = build("-o", "type=oci,\"name=one:1,two:2\",tar=false,dest=out");
    assertThat(written.out().lines().map(line -> line.substring(0, line.indexOf('@'))))
        .containsExactly("one", "two");
    for (var tag : List.of("1", "2")) {
      assertThat(run("digest", "oci:out:" + tag).exitCode()).isEqualTo(ExitCode.SUCCESS);
    }
  }

  @Test
  void takesTheNamesOfTheTagsBeforeItsOwn() {
    var written = build("-t", "zero:0", "-o", "type=oci,name=one:1,tar=false,dest=out");
    assertThat(written.out()).matches("zero@sha256:[0-9a-f]{64}\n");
    assertThat(run("digest", "oci:out:0").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(run("digest", "oci:out:1").exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(run("digest", "oci:nowhere").exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(run("inspect", "docker-archive:nowhere").exitCode()).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void pushesUnderTheNameOfTheOutput() {
    try (var server = Server.start(Setup.usual())) {
      var name = server.host() + "/app:1";
      assertThat(build("-o", "type=image,name=" + name + ",push=true").out())
          .matches(server.host() + "/app@sha256:[0-9a-f]{64}\n");
      assertThat(run("digest", name).exitCode()).isEqualTo(ExitCode.SUCCESS);
      assertThat(build("-o", "type=registry,name=" + server.host() + "/app:2").exitCode())
          .isEqualTo(ExitCode.SUCCESS);
      assertThat(run("digest", server.host() + "/app:2").exitCode()).isEqualTo(ExitCode.SUCCESS);
    }
  }

  @Test
  void keepsAnImageThatIsNotPushed() {
    assertThat(build("-o", "type=image,name=mine").exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(run("images").out()).contains("mine:latest");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(refusal("type=oci,dets=out.tar")).contains("say where with dest=PATH");
    assertThat(refusal("type=oci,dest=out.tar,nmae=one"))
        .contains("type=oci has no key 'nmae' (did you mean name?); it has dest, name,");
    assertThat(refusal("type=oci,dest=out.tar,push=true")).contains("no key 'push'");
    assertThat(refusal("type=oci,dest=out.tar,compression=zstd"))
        .contains("'compression' is a key of buildx that Slipway does not have");
    assertThat(refusal("type=image,name=one,push=true,registry.insecure=true"))
        .contains("a registry without TLS is named with --plain-http HOST");
    assertThat(refusal("type=image,name=one,push=true,oci-mediatypes=false"))
        .contains("oci-mediatypes=false asks for docker's media types");
    assertThat(refusal("type=image,push=true")).contains("say where with --tag NAME, or name=NAME");
    assertThat(refusal("type=oci,name=A,dest=x")).contains("--output type=oci,name=A,dest=x: ");
    assertThat(refusal("type=registry,name=one,push=false")).contains("leave push=false out");
    assertThat(directory.resolve("out.tar")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "type=oci,dest=- type=oci,dest=out.tar",
        "type=oci,dest=/dev/stdout type=oci,dest=out.tar",
        "type=docker,dest=/dev/fd/1,name=one:1 type=docker,dest=out.tar,name=one:1",
        "docker-archive:/proc/self/fd/1:one:1 docker-archive:out.tar:one:1",
        "oci-archive:-:1 oci-archive:out.tar:1",
      })
  void anArchiveIsAloneOnStandardOutput(String stream, String file) throws IOException {
    var printed = new ByteArrayOutputStream();
    var outcome =
        new Session(directory)
            .printingTo(printed)
            .run("build", "-q", ".", "-o", stream, "--iidfile", "digest");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.SUCCESS);
    var written = build("-o", file);
    assertThat(printed.toByteArray()).isEqualTo(Files.readAllBytes(directory.resolve("out.tar")));
    assertThat(written.out()).contains(Files.readString(directory.resolve("digest")));
    assertThat(directory.resolve("-")).doesNotExist();
  }

  @Test
  void standardOutputTakesOneThing() {
    assertThat(refusal("type=oci,tar=false,dest=/dev/stdout"))
        .contains("standard output takes an archive and no folder");
    var json = build("-o", "type=oci,dest=-", "--json");
    assertThat(json.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(json.err()).contains("--json prints on standard output, where the archive goes");
    var two = build("-o", "type=oci,dest=-", "-o", "type=docker,dest=/dev/stdout");
    assertThat(two.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(two.err()).contains("two archives cannot go to standard output");
    var terminal =
        new Session(directory).answering("", "").run("build", ".", "-o", "oci-archive:-");
    assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains("standard output is a terminal");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNoMatterOfTheNetwork() {
    assertThat(build("-o", "type=oci,dest=Dockerfile/out.tar").exitCode())
        .isEqualTo(ExitCode.FAILURE);
    assertThat(build("-o", "type=oci,tar=false,dest=Dockerfile/out").exitCode())
        .isEqualTo(ExitCode.FAILURE);
  }
}
