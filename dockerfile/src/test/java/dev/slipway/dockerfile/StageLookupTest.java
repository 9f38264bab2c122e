package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class StageLookupTest {
  private static final Dockerfile FILE =
      Dockerfile.parse(
          "Dockerfile",
          """
          FROM alpine AS Build
          FROM build AS test
          RUN --mount=from=Build,target=/b --mount=from=test,target=/t x
          FROM alpine AS build
          """);
  private static final StageLookup LOOKUP = new StageLookup(FILE);

  private static Word word(String text) {
    return new Word(text, FILE.stages().getFirst().from().span());
  }

  @Test
  void findsABaseByItsLowerCaseNameAmongEarlierStages() {
    var test = FILE.stages().get(1);
    assertThat(LOOKUP.base(test, "build")).contains(FILE.stages().get(0));
    assertThat(LOOKUP.base(test, "Build")).isEmpty();
    assertThat(LOOKUP.base(FILE.stages().get(0), "build")).isEmpty();
  }

  @Test
  void ofStagesWithOneNameFindsTheLastThatIsEarlier() {
    var file =
        Dockerfile.parse(
            "Dockerfile",
            "FROM x\nFROM x AS a\nFROM x\nFROM x AS A\nFROM x\nFROM x AS a\nFROM x\n");
    var lookup = new StageLookup(file);
    var stages = file.stages();

    assertThat(lookup.base(stages.get(0), "a")).isEmpty();
    assertThat(lookup.base(stages.get(1), "a")).isEmpty();
    assertThat(lookup.base(stages.get(2), "a")).contains(stages.get(1));
    assertThat(lookup.base(stages.get(3), "a")).contains(stages.get(1));
    assertThat(lookup.base(stages.get(4), "a")).contains(stages.get(3));
    assertThat(lookup.base(stages.get(6), "a")).contains(stages.get(5));
    assertThat(lookup.named(stages.get(0), "A")).contains(stages.get(1));
    assertThat(lookup.named(stages.get(4), "A")).contains(stages.get(3));
    assertThat(lookup.find("A")).contains(stages.get(5));
  }

  @Test
  void findsCopySourcesByNameInAnyCaseOrByIndex() {
    var last = FILE.stages().get(2);
    assertThat(LOOKUP.copySource(last, word("TEST"))).contains(FILE.stages().get(1));
    assertThat(LOOKUP.copySource(last, word("0"))).contains(FILE.stages().get(0));
    assertThat(LOOKUP.copySource(last, word("build"))).contains(FILE.stages().get(0));
    assertThat(LOOKUP.copySource(last, word("busybox"))).isEmpty();
    assertThatThrownBy(() -> LOOKUP.copySource(last, word("7")))
        .hasMessageContaining("invalid stage index 7");
  }

  @Test
  void findsMountSourcesByNameOnly() {
    var test = FILE.stages().get(1);
    var run = (Instruction.Run) test.instructions().getFirst();
    var earlier = run.mounts().get(0);
    var mount = Mount.of(earlier, FILE.source(), value -> value);
    assertThat(LOOKUP.mountSource(test, earlier.word(), mount)).contains(FILE.stages().get(0));
    var itself = run.mounts().get(1);
    assertThatThrownBy(
            () ->
                LOOKUP.mountSource(
                    test, itself.word(), Mount.of(itself, FILE.source(), value -> value)))
        .hasMessageContaining(
            "cannot mount from stage \"test\" to \"/t\", stage needs to be defined before current"
                + " command");
  }

  @Test
  void findsTheLastStageThatHasTheTargetsName() {
    assertThat(LOOKUP.target("BUILD").index()).isEqualTo(2);
    assertThatThrownBy(() -> LOOKUP.target("tset"))
        .isInstanceOf(DockerfileException.UnknownTarget.class)
        .hasMessage("target stage \"tset\" could not be found (did you mean test?)");
    assertThatThrownBy(() -> LOOKUP.target("0"))
        .hasMessage("target stage \"0\" could not be found; the stages are build, test");
    assertThat(LOOKUP.suggestion("biuld")).isEqualTo(Optional.of("build"));
  }
}
