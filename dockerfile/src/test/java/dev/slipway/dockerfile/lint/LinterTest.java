package dev.slipway.dockerfile.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;
import dev.slipway.dockerfile.lint.LintContext.Reach;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LinterTest {
  private static final LintContext OWN = LintContext.standard();
  private static final LintContext BUILDKIT = OWN.withOwnRules(OwnRules.OFF);

  private static LintReport lint(String text, LintContext context) {
    return Linter.lint(Dockerfile.parse("Dockerfile", text), context);
  }

  private static List<String> ids(String text, LintContext context) {
    return lint(text, context).warnings().stream()
        .map(warning -> warning.rule().id() + " " + warning.span().firstLine())
        .toList();
  }

  @Nested
  class Variables {
    @Test
    void ofAnUnknownBaseAreMissedOnlyNearADefinedOne() {
      assertThat(ids("FROM temurin:25\nENV A=$JAVA_HOME B=$PAHT", BUILDKIT))
          .containsExactly("UndefinedVar 2");
    }

    @Test
    void comeFromTheBaseWhenItIsKnown() {
      var known =
          BUILDKIT.withBases(
              (_, _) -> Optional.of(new Bases.Facts(Map.of("JAVA_HOME", "/jdk"), true, List.of())));
      assertThat(ids("FROM temurin:25\nENV A=$JAVA_HOME B=$OTHER\nCMD x", known))
          .containsExactly("UndefinedVar 2");
    }

    @Test
    void comeFromBuildArguments() {
      var given = BUILDKIT.withBuildArguments(Map.of("DIR", "/x"));
      assertThat(ids("FROM scratch\nARG DIR\nWORKDIR $DIR", BUILDKIT))
          .containsExactly("WorkdirRelativePath 3");
      assertThat(ids("FROM scratch\nARG DIR\nWORKDIR $DIR", given)).isEmpty();
    }
  }

  @Test
  void takesAMountFromTheStageAboveThatHasTheName() {
    var text =
        "FROM scratch AS a\nWORKDIR x\nFROM scratch AS b\nRUN --mount=from=a y\n"
            + "FROM scratch AS a\nWORKDIR z";
    assertThat(ids(text, BUILDKIT.withTarget("b")))
        .containsExactly("WorkdirRelativePath 2", "DuplicateStageName 5");
  }

  @Test
  void checksOnlyWhatTheTargetNeeds() {
    var text = "FROM scratch AS a\nWORKDIR x\nFROM scratch AS b\nWORKDIR y\nFROM a\nWORKDIR /z";
    assertThat(ids(text, BUILDKIT.withTarget("b"))).containsExactly("WorkdirRelativePath 4");
    assertThat(ids(text, BUILDKIT.withTarget("a"))).containsExactly("WorkdirRelativePath 2");
  }

  @Test
  void looksIntoNeededStagesAloneWhenABuildAsks() {
    var text = "FROM scratch AS Idle\nWORKDIR x\nFROM scratch AS a\nWORKDIR y\nFROM a";
    assertThat(ids(text, BUILDKIT.withReach(Reach.NEEDED_STAGES)))
        .containsExactly("StageNameCasing 1", "WorkdirRelativePath 4");
  }

  @Test
  void tellsOfABaseForAnotherPlatform() {
    var other =
        Bases.Facts.NOTHING.withOtherPlatform(
            new Bases.OtherPlatform("windows(10.0.1)/amd64", "linux/amd64"));
    var report =
        lint(
            "ARG V=1\nFROM win:$V AS a\nFROM a\nFROM scratch",
            BUILDKIT.withBases((stage, _) -> Optional.of(other).filter(_ -> stage.index() == 0)));
    assertThat(report.warnings())
        .extracting(Warning::toString)
        .containsExactly(
            "InvalidBaseImagePlatform: Base image win:1 was pulled with platform"
                + " \"windows(10.0.1)/amd64\", expected \"linux/amd64\" for current build (line 2)");
  }

  @Test
  void stopsAtAnErrorAndKeepsTheWarnings() {
    var report = lint("FROM scratch\nMAINTAINER me\nUSER ${x", BUILDKIT);
    assertThat(report.warnings()).hasSize(1);
    assertThat(report.error().orElseThrow())
        .hasMessage(
            "Dockerfile:3:6: failed to process \"${x\": unsupported modifier (\uFFFD) in"
                + " substitution");
    assertThat(report.stopsBuild()).isTrue();
  }

  @Nested
  class Options {
    @Test
    void makeWarningsErrors() {
      assertThat(lint("# check=error=true\nFROM scratch\nCMD x", BUILDKIT).stopsBuild()).isTrue();
      assertThat(lint("# check=error=true\nFROM scratch", BUILDKIT).stopsBuild()).isFalse();
      assertThat(lint("# check=error=true\nFROM scratch\nCMD x", BUILDKIT).violation())
          .contains("lint violation found for rules: JSONArgsRecommended");
    }

    @Test
    void makeNoErrorOfWhatOnlyOurRulesSay() {
      var report = lint("# check=error=true\nFROM alpine", OWN);
      assertThat(report.warnings()).hasSize(1);
      assertThat(report.stopsBuild()).isFalse();
    }

    @Test
    void ofTheBuildReplaceThoseOfTheFile() {
      assertThat(ids("# check=skip=all\nFROM scratch\nCMD x", BUILDKIT.withCheck("")))
          .containsExactly("JSONArgsRecommended 3");
    }

    @Test
    void haveThreeParts() {
      assertThat(CheckOptions.parse("skip=A,B;error=1;experimental=all"))
          .isEqualTo(new CheckOptions(false, Set.of("A", "B"), true, true, Set.of()));
      assertThatThrownBy(() -> CheckOptions.parse("skip=A;"))
          .hasMessage("invalid check option \"\"");
      assertThatThrownBy(() -> CheckOptions.parse("Skip=A"))
          .hasMessage("invalid check option \"Skip\"");
      assertThat(lint("# check=wrong=1\nFROM scratch", BUILDKIT).error().orElseThrow())
          .hasMessage(
              "Dockerfile:1:1: failed to parse check options: invalid check option \"wrong\"");
    }
  }

  @Nested
  class OwnRulesOnly {
    @Test
    void wantPinnedBases() {
      assertThat(
              ids(
                  "ARG V\nFROM alpine AS a\nFROM alpine:latest AS b\nFROM alpine:3 AS c\n"
                      + "FROM r:5000/x AS d\nFROM alpine@sha256:"
                      + "0".repeat(64)
                      + " AS e\nFROM scratch AS f\nFROM a\n"
                      + "COPY --from=b / /\nCOPY --from=c / /\nCOPY --from=d / /\n"
                      + "COPY --from=e / /\nCOPY --from=f / /",
                  OWN))
          .containsExactly("UnpinnedBaseImage 2", "UnpinnedBaseImage 3", "UnpinnedBaseImage 5");
    }

    @Test
    void wantUsedStages() {
      var text =
          "FROM scratch AS a\nFROM scratch AS b\nFROM scratch AS c\nFROM scratch AS d\nFROM b\n"
              + "RUN --mount=from=c,target=/c x";
      assertThat(ids(text, OWN)).containsExactly("UnusedStage 1", "UnusedStage 4");
      assertThat(ids(text, OWN.withTarget("d"))).containsExactly("UnusedStage 1");
      assertThat(ids(text, BUILDKIT)).isEmpty();
    }

    @Test
    void leaveStagesAloneThatAnotherValueWouldChoose() {
      var stages = "FROM scratch AS system-amd64\nFROM scratch AS system-arm64\n";
      assertThat(ids("ARG A=amd64\n" + stages + "FROM system-${A}\n", OWN)).isEmpty();
      assertThat(ids("ARG A=amd64\n" + stages + "FROM other-$A\n", OWN))
          .contains("UnusedStage 2", "UnusedStage 3");
      assertThat(ids("ARG A=system-amd64\n" + stages + "FROM $A\n", OWN))
          .containsExactly("UnusedStage 3");
    }

    @Test
    void wantSourcesThatCanBeThere() {
      var ignored = OWN.withIgnored(PathPatterns.compile(List.of("*", "!src", "!docs/*.md")));
      assertThat(ids("FROM scratch\nCOPY src docs lib /x/\nCOPY --from=x lib /", ignored))
          .containsExactly("CopyNeverMatches 2");
    }

    @Test
    void wantNoSecretsWithinReach() {
      var context = OWN.withContext(Set.of(".env", ".ssh/id_rsa", ".npmrc")::contains);
      assertThat(ids("FROM scratch\nCOPY src /x\nCOPY . /x", context))
          .containsExactly("SecretsInContext 3", "SecretsInContext 3", "SecretsInContext 3");
      assertThat(ids("FROM scratch\nCOPY .ssh/ /x\nADD .n* /y", context))
          .containsExactly("SecretsInContext 2", "SecretsInContext 3");
      var ignored = context.withIgnored(PathPatterns.compile(List.of("**/.*")));
      assertThat(ids("FROM scratch\nCOPY . /x", ignored)).isEmpty();
    }

    @Test
    void wantPackageListsRemoved() {
      var text =
          """
          FROM debian:13
          RUN apt-get update && apt-get install -y curl
          RUN apt-get -qq update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
          RUN --mount=type=cache,target=/var/lib/apt apt update
          RUN <<EOF
          apt-get update
          apt-get install -y curl
          EOF
          # check=skip=AptListsLeftBehind
          RUN ["apt-get", "update"]
          RUN echo apt-get; update
          """;
      assertThat(ids(text, OWN)).containsExactly("AptListsLeftBehind 2", "AptListsLeftBehind 5");
    }
  }
}
