package dev.slipway.dockerfile.outline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.lint.LintContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutlineTest {
  private static final Dockerfile FILE =
      Dockerfile.parse(
          "Dockerfile",
          """
          # VERSION the version to build
          ARG VERSION=1 BASE=scratch
          ARG FULL=${VERSION}.0
          ARG UNUSED=x
          # base the base of all
          FROM $BASE AS base
          ARG FULL
          # LOCAL only here
          ARG LOCAL=$FULL NONE
          RUN --mount=type=secret,id=token,required --mount=type=ssh true
          FROM scratch AS other
          ARG OTHER=2
          RUN --mount=type=secret,target=/x/deep true
          FROM --platform=$P base AS lonely
          ARG LONELY
          # final what users get
          FROM base AS final
          ARG TARGETPLATFORM VERSION
          COPY --from=other / /o
          ENV X=$LOCAL
          """);

  private static List<String> arguments(Outline outline) {
    return outline.arguments().stream()
        .map(
            argument ->
                "%s=%s %s %d"
                    .formatted(
                        argument.name(),
                        argument.value().orElse("-"),
                        argument.description().orElse("-"),
                        argument.span().firstLine()))
        .toList();
  }

  private static List<String> credentials(List<Outline.Credential> credentials) {
    return credentials.stream().map(one -> one.id() + " " + one.need()).toList();
  }

  @Test
  void namesWhatTheTargetAndItsStagesUse() {
    var outline = Outline.of(FILE, LintContext.standard());
    assertThat(outline.name()).contains("final");
    assertThat(outline.description()).contains("what users get");
    assertThat(arguments(outline))
        .containsExactlyInAnyOrder(
            "VERSION=1 the version to build 2",
            "BASE=scratch - 2",
            "FULL=1.0 - 3",
            "LOCAL=1.0 only here 9",
            "NONE=- - 9",
            "OTHER=2 - 12");
    assertThat(credentials(outline.secrets())).containsExactly("token REQUIRED", "deep OPTIONAL");
    assertThat(credentials(outline.ssh())).containsExactly("default OPTIONAL");
  }

  @Test
  void followsBuildArgumentsAndTheTarget() {
    var context =
        LintContext.standard().withTarget("other").withBuildArguments(Map.of("OTHER", "3"));
    assertThat(arguments(Outline.of(FILE, context))).containsExactly("OTHER=3 - 12");
    assertThatThrownBy(() -> Outline.of(FILE, LintContext.standard().withTarget("finale")))
        .isInstanceOf(DockerfileException.UnknownTarget.class);
  }

  @Test
  void targetsAreTheStages() {
    var targets = Target.of(FILE);
    assertThat(targets)
        .extracting(target -> target.name().orElse("") + " " + target.chosen())
        .containsExactly("base false", "other false", "lonely false", "final true");
    assertThat(targets.get(0).description()).contains("the base of all");
    assertThat(targets.get(0).base()).isEqualTo("$BASE");
    assertThat(targets.get(2).platform()).isEqualTo(Optional.of("$P"));
  }
}
