package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountTest {
  private static final Mount.Ownership NOBODY =
      new Mount.Ownership(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());

  private static Mount mount(String value) {
    var file = Dockerfile.parse("Dockerfile", "FROM a\nRUN --mount=" + value + " x");
    var run = (Instruction.Run) file.lastStage().instructions().getFirst();
    return Mount.of(run.mounts().getFirst(), file.source(), text -> text.replace("$v", "cache"));
  }

  @Test
  void bindsReadOnlyWhenNothingElseIsSaid() {
    assertThat(mount("target=/x"))
        .isEqualTo(new Mount.Bind("/x", "", Optional.empty(), Mount.Access.READ_ONLY));
    assertThat(mount("dst=x,src=/y,from=Stage,rw"))
        .isEqualTo(new Mount.Bind("x", "/y", Optional.of("Stage"), Mount.Access.READ_WRITE));
    assertThat(mount("readwrite=false"))
        .isEqualTo(new Mount.Bind("", "", Optional.empty(), Mount.Access.READ_ONLY));
  }

  @Test
  void cachesUnderTheCleanedTarget() {
    assertThat(mount("type=$v,target=a//b/"))
        .isEqualTo(
            new Mount.Cache(
                "a//b/",
                "a/b",
                "",
                Optional.empty(),
                Mount.Sharing.SHARED,
                NOBODY,
                Mount.Access.READ_WRITE));
    assertThat(mount("TYPE=Cache,id=i,sharing=LOCKED,mode=0700,uid=1,gid=2,ro"))
        .isEqualTo(
            new Mount.Cache(
                "",
                "i",
                "",
                Optional.empty(),
                Mount.Sharing.LOCKED,
                new Mount.Ownership(OptionalInt.of(0700), OptionalLong.of(1), OptionalLong.of(2)),
                Mount.Access.READ_ONLY));
  }

  @Test
  void takesASizeForMemory() {
    assertThat(mount("type=tmpfs,target=/x,size=1.5m"))
        .isEqualTo(new Mount.Tmpfs("/x", OptionalLong.of(1_572_864), Mount.Access.READ_WRITE));
  }

  @Test
  void placesSecrets() {
    assertThat(mount("type=secret,id=a/b"))
        .isEqualTo(
            new Mount.Secret(
                "/run/secrets/b", "a/b", Optional.empty(), NOBODY, Device.Need.OPTIONAL));
    assertThat(mount("type=secret,target=/x/y,required"))
        .isEqualTo(new Mount.Secret("/x/y", "y", Optional.empty(), NOBODY, Device.Need.REQUIRED));
    assertThat(mount("type=secret,id=a,env=A"))
        .isEqualTo(new Mount.Secret("", "a", Optional.of("A"), NOBODY, Device.Need.OPTIONAL));
    assertThat(mount("type=ssh"))
        .isEqualTo(new Mount.Ssh("", "default", NOBODY, Device.Need.OPTIONAL));
  }

  @Test
  void readsFieldsAsCsv() {
    assertThat(mount("'type=bind,\"source=a,b\",target=/x'"))
        .isEqualTo(new Mount.Bind("/x", "a,b", Optional.empty(), Mount.Access.READ_ONLY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=bnid|unsupported mount type \"bnid\" (did you mean bind?)",
        "type=bind,required|unexpected key 'required' for mount type 'bind'",
        "type=bind,size=1|unexpected key 'size' for mount type 'bind'",
        "type=bind,mode=1|mode not allowed for \"bind\" type mounts",
        "type=bind,tagret=/x|unexpected key 'tagret' in 'tagret=/x' (did you mean target?)",
        "type=bind,target|invalid field 'target' must be a key=value pair",
        "type=bind,sharing=shared|invalid cache sharing set for bind mount",
        "type=cache,sharing=share|unsupported sharing value \"share\" (did you mean shared?)",
        "type=cache,uid=-1|invalid value -1 for uid",
        "type=cache,ro=maybe|invalid value for ro: maybe",
        "type=secret|invalid secret mount. one of source, target required",
        "type=secret,id=a,src=b|both source and id can't be set",
        "type=secret,from=a,id=b|secret mount should not have a from",
        "type=ssh,src=a|ssh does not support source",
        "type=tmpfs,size=x|invalid value for size: x",
      })
  void refusesWhatMakesNoSense(String value, String problem) {
    try {
      assertThat(mount(value)).isNull();
    } catch (DockerfileException.Invalid e) {
      assertThat(e.problem()).isEqualTo(problem);
      assertThat(e.span()).hasToString("2:5-2:" + (13 + value.length()));
    }
  }
}
