package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DockerfileTest {

  private static Dockerfile parse(String text) {
    return Dockerfile.parse("Dockerfile", text);
  }

  private static Instruction one(String text) {
    return parse("FROM scratch\n" + text).stages().getFirst().instructions().getFirst();
  }

  private static <T extends Instruction> T one(Class<T> type, String text) {
    return type.cast(one(text));
  }

  private static String problem(String text) {
    try {
      parse(text);
      return "nothing";
    } catch (DockerfileException e) {
      return e.problem();
    }
  }

  private static List<String> texts(List<Word> words) {
    return words.stream().map(Word::text).toList();
  }

  @Nested
  class Stages {
    @Test
    void followOneAnotherInFileOrder() {
      var file = parse("ARG V=1\nFROM a:$V AS One\nRUN x\nfrom --platform=$P b as two\nCMD y");
      assertThat(file.globals()).hasSize(1);
      assertThat(file.stages()).extracting(Stage::label).containsExactly("one", "two");
      assertThat(file.lastStage().from().platform().map(Word::text)).contains("$P");
      assertThat(file.lastStage().from().alias().map(Word::text)).contains("two");
      assertThat(file.stages().getFirst().instructions()).hasSize(1);
    }

    @Test
    void areNeeded() {
      assertThat(problem("")).isEqualTo("the Dockerfile cannot be empty");
      assertThat(problem("# x\n\n")).isEqualTo("file with no instructions");
      assertThat(problem("ARG a")).isEqualTo("dockerfile contains no stages to build");
      assertThat(problem("RUN a")).isEqualTo("no build stage in current context");
      assertThat(problem("RUNN a")).isEqualTo("unknown instruction: RUNN (did you mean RUN?)");
    }

    @Test
    void haveNamesThatStartWithALetter() {
      assertThat(problem("FROM a AS 1x")).startsWith("invalid name for build stage: \"1x\"");
      assertThat(problem("FROM a b")).isEqualTo("FROM requires either one or three arguments");
      assertThat(problem("FROM a ASS b")).isEqualTo("FROM requires either one or three arguments");
    }
  }

  @Nested
  class Lines {
    @Test
    void areJoinedWithNothingBetween() {
      var run = one("RUN a \\\r\n  b\\\n# comment\n\n c \\ \n");
      assertThat(run.origin().text()).isEqualTo("RUN a   b c ");
      assertThat(run.origin().holdsEmptyLine()).isTrue();
      assertThat(run.origin().lastLine()).isEqualTo(6);
    }

    @Test
    void knowWhereEachWordStands() {
      var copy = one(Instruction.Copy.class, "COPY --chown=me a \\\n   b /c");
      assertThat(copy.paths().get(1).span()).hasToString("3:4-3:5");
      assertThat(copy.owner().orElseThrow().span()).hasToString("2:6-2:16");
      assertThat(copy.destination().span()).hasToString("3:6-3:8");
      assertThat(copy.span()).hasToString("2:1-3:8");
    }

    @Test
    void knowWhereWordsStandAfterEmptyLines() {
      var copy = one(Instruction.Copy.class, "COPY \\\n\\\n a \\\n\\\n\n  /c");
      assertThat(copy.paths().getFirst().span()).hasToString("4:2-4:3");
      assertThat(copy.destination().span()).hasToString("7:3-7:5");
    }

    @Test
    void mayHaveAnotherEscape() {
      var file = parse("# escape=`\nFROM a\nRUN a `\n  b\\\nCMD c");
      assertThat(file.directives().escape()).isEqualTo('`');
      assertThat(file.lastStage().instructions().getFirst().origin().text())
          .isEqualTo("RUN a   b\\");
    }

    @Test
    void keepCommentsAboveAnInstruction() {
      var file = parse("# old\n#\n# base the base\n\n# check=skip=A\nFROM a AS base");
      var origin = file.lastStage().from().origin();
      assertThat(origin.comments())
          .extracting(Comment::text)
          .containsExactly("base the base", "check=skip=A");
      assertThat(origin.description("base")).contains("the base");
    }

    @Test
    void keepBytesThatAreNotText() {
      byte[] bytes = "FROM a\nCOPY x? /y".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      bytes[13] = (byte) 0xE9;
      var copy =
          (Instruction.Copy)
              Dockerfile.parse("Dockerfile", bytes).lastStage().instructions().getFirst();
      assertThat(SourceText.encode(copy.paths().getFirst().text()))
          .containsExactly('x', (byte) 0xE9);
    }

    @Test
    void maySkipAByteOrderMark() {
      assertThat(parse("\uFEFFFROM a").lastStage().from().span()).hasToString("1:1-1:7");
    }
  }

  @Nested
  class DirectiveLines {
    @Test
    void standAtTheTop() {
      var directives =
          parse("# Syntax = docker/dockerfile:1 x\n#check=skip=all\n# escape=`\nFROM a")
              .directives();
      assertThat(directives.syntax().orElseThrow().firstWord()).isEqualTo("docker/dockerfile:1");
      assertThat(directives.check().orElseThrow().value()).isEqualTo("skip=all");
      assertThat(directives.escape()).isEqualTo('`');
    }

    @Test
    void endAtTheFirstOtherLine() {
      assertThat(parse("# hello\n# escape=`\nFROM a").directives().escape()).isEqualTo('\\');
      assertThat(parse("\n# escape=`\nFROM a").directives().escape()).isEqualTo('\\');
      assertThat(parse("# escape=\n# syntax=x\nFROM a").directives().syntax()).isEmpty();
    }

    @Test
    void mayFollowAScriptLineButNotEscape() {
      var directives = parse("#!/usr/bin/x\n# syntax=y\n# escape=`\nFROM a").directives();
      assertThat(directives.syntax()).isPresent();
      assertThat(directives.escape()).isEqualTo('\\');
    }

    @Test
    void areNotRepeated() {
      assertThat(problem("# escape=`\n# escape=`\nFROM a"))
          .isEqualTo("only one escape parser directive can be used");
      assertThat(problem("# escape=x\nFROM a"))
          .isEqualTo("invalid escape token 'x' does not match ` or \\");
      assertThat(problem("# escape= \nFROM a"))
          .isEqualTo("invalid escape token ' ' does not match ` or \\");
    }
  }

  @Nested
  class Flags {
    @Test
    void areReadUpToABareDoubleDash() {
      var copy = one(Instruction.Copy.class, "COPY --link -- --weird /x");
      assertThat(copy.link()).isTrue();
      assertThat(texts(copy.paths())).containsExactly("--weird");
    }

    @Test
    void loseTheirQuotes() {
      var copy = one(Instruction.Copy.class, "COPY --chown=\"a b\":'c' --exclude=x\\ y a /x");
      assertThat(copy.owner().map(Word::text)).contains("a b:c");
      assertThat(texts(copy.excludes())).containsExactly("x y");
    }

    @Test
    void areRefusedWhenWrong() {
      assertThat(problem("FROM a\nCOPY --form=x a b"))
          .isEqualTo("unknown flag: --form (did you mean from?)");
      assertThat(problem("FROM a\nENV --x a=1")).isEqualTo("unknown flag: --x");
      assertThat(problem("FROM a\nCOPY --link=1 a b"))
          .isEqualTo("expecting boolean value for flag --link, not: 1");
      assertThat(problem("FROM a\nCOPY --link= a b")).isEqualTo("missing a value on flag: --link");
      assertThat(problem("FROM a\nCOPY --from a b")).isEqualTo("missing a value on flag: --from");
      assertThat(problem("FROM a\nCOPY --from=a --from=b a b"))
          .isEqualTo("duplicate flag specified: --from");
    }

    @Test
    void mayBeEmpty() {
      assertThat(one(Instruction.Copy.class, "COPY --from= a b").from().map(Word::text))
          .contains("");
    }
  }

  @Nested
  class Heredocs {
    @Test
    void becomeFiles() {
      var copy = one(Instruction.Copy.class, "COPY <<-\"A\" b <<B /d/\n\tx\n\tA\n$y\nB\n");
      assertThat(texts(copy.paths())).containsExactly("b");
      assertThat(copy.files()).extracting(Heredoc::name).containsExactly("A", "B");
      assertThat(copy.files()).extracting(Heredoc::content).containsExactly("x\n", "$y\n");
      assertThat(copy.files())
          .extracting(Heredoc::expansion)
          .containsExactly(Heredoc.Expansion.LITERAL, Heredoc.Expansion.EXPANDED);
      assertThat(copy.span().lastLine()).isEqualTo(6);
    }

    @Test
    void feedCommands() {
      var run = one(Instruction.Run.class, "RUN 3<< EOF cat\n# not a comment\\\nEOF");
      var shell = (Command.Shell) run.command();
      assertThat(shell.text()).isEqualTo("3<< EOF cat");
      assertThat(shell.heredocs().getFirst().descriptor()).isEqualTo(3);
      assertThat(shell.heredocs().getFirst().body()).isEqualTo("# not a comment\\\n");
    }

    @Test
    void areNotWhatOnlyLooksLikeThem() {
      for (var text :
          List.of("echo $((1<<3))", "cat<<EOF", "cat <<<A", "echo '<<EOF'", "x <<- EOF")) {
        assertThat(((Command.Shell) one(Instruction.Run.class, "RUN " + text).command()).heredocs())
            .as(text)
            .isEmpty();
      }
    }

    @Test
    void mustEnd() {
      assertThat(problem("FROM a\nRUN echo a # <<EOF\n EOF")).isEqualTo("unterminated heredoc");
      assertThat(problem("FROM a\nRUN echo $((1 << 3))")).isEqualTo("unterminated heredoc");
      assertThat(problem("FROM a\nCOPY a <<EOF\nEOF"))
          .isEqualTo("COPY cannot accept a heredoc as a destination");
    }

    @Test
    void areNotReadInJsonForm() {
      var copy = one(Instruction.Copy.class, "COPY [\"<<EOF\", \"/x\"]\n");
      assertThat(copy.files().getFirst().body()).isEmpty();
    }
  }

  @Nested
  class Commands {
    @Test
    void areJsonOrText() {
      assertThat(one(Instruction.Cmd.class, "CMD [\"a\", \"b c\"]").command())
          .isEqualTo(new Command.Exec(List.of("a", "b c")));
      assertThat(one(Instruction.Cmd.class, "CMD ['a']").command())
          .isEqualTo(new Command.Shell("['a']", List.of()));
      assertThat(one(Instruction.Entrypoint.class, "ENTRYPOINT").command())
          .isEqualTo(new Command.Shell("", List.of()));
      assertThat(one(Instruction.Cmd.class, "CMD []").command())
          .isEqualTo(new Command.Exec(List.of()));
      assertThat(problem("FROM a\nCMD [1]"))
          .isEqualTo("when using JSON array syntax, arrays must be comprised of strings only");
      assertThat(problem("FROM a\nSHELL bash"))
          .isEqualTo("SHELL requires the arguments to be in JSON form");
    }

    @Test
    void ofRunHaveFlags() {
      var run =
          one(
              Instruction.Run.class,
              "RUN --mount=type=bind,from=x --network=none --security=insecure --device=a=b,required"
                  + " make");
      assertThat(run.network()).contains(Instruction.Network.NONE);
      assertThat(run.security()).contains(Instruction.Security.INSECURE);
      assertThat(run.devices()).containsExactly(new Device("a=b", Device.Need.REQUIRED));
      assertThat(run.mounts().getFirst().find("from")).contains("x");
      assertThat(problem("FROM a\nRUN --network=x y")).isEqualTo("invalid network mode \"x\"");
      assertThat(problem("FROM a\nRUN --mount=from=$x y"))
          .isEqualTo("'from' doesn't support variable expansion, define alias stage instead");
    }

    @Test
    void mayTestHealth() {
      var health =
          one(
              Instruction.HealthCheck.class,
              "HEALTHCHECK --interval=1m30s --retries=2 CMD [\"x\"]");
      assertThat(health.interval()).isEqualTo(Duration.ofSeconds(90));
      assertThat(health.retries()).isEqualTo(OptionalInt.of(2));
      assertThat(one(Instruction.HealthCheck.class, "HEALTHCHECK --bad NONE").command()).isEmpty();
      assertThat(problem("FROM a\nHEALTHCHECK --interval=1us CMD x"))
          .isEqualTo("Interval \"interval\" cannot be less than 1ms");
      assertThat(problem("FROM a\nHEALTHCHECK CONNECT x"))
          .isEqualTo("Unknown type \"CONNECT\" in HEALTHCHECK (try CMD)");
    }
  }

  @Nested
  class Pairs {
    @Test
    void areNewOrOld() {
      var env = one(Instruction.Env.class, "ENV a=1 b=\"2 3\" c=4\\ 5");
      assertThat(env.pairs())
          .extracting(pair -> pair.name() + "->" + pair.value())
          .containsExactly("a->1", "b->\"2 3\"", "c->4\\ 5");
      var old = one(Instruction.Label.class, "LABEL a  b  c=d");
      assertThat(old.notation()).isEqualTo(Instruction.Notation.BLANK);
      assertThat(old.pairs().getFirst().value().text()).isEqualTo("b  c=d");
      assertThat(problem("FROM a\nENV a=1 b"))
          .isEqualTo("Syntax error - can't find = in \"b\". Must be of the form: name=value");
      assertThat(problem("FROM a\nENV a")).isEqualTo("ENV must have two arguments");
      assertThat(problem("FROM a\nENV =a")).isEqualTo("ENV names can not be blank");
    }

    @Test
    void ofArgMayLackAValue() {
      var arg = one(Instruction.Arg.class, "ARG a b= c=\"d e\"");
      assertThat(arg.declarations())
          .extracting(declaration -> declaration.value().map(Word::text))
          .containsExactly(Optional.empty(), Optional.of(""), Optional.of("\"d e\""));
    }
  }

  @Nested
  class Triggers {
    @Test
    void areKeptRaw() {
      var onBuild = one(Instruction.OnBuild.class, "ONBUILD copy <<A \\\n  /x   \nhi\nA\n");
      assertThat(onBuild.trigger()).isEqualTo("copy <<A   /x   \nhi\nA");
      var copy = (Instruction.Copy) Dockerfile.parseTrigger("trigger", onBuild.trigger());
      assertThat(copy.files().getFirst().body()).isEqualTo("hi\n");
    }

    @Test
    void areSomeInstructionsOnly() {
      assertThat(problem("FROM a\nONBUILD FROM b"))
          .isEqualTo("FROM isn't allowed as an ONBUILD trigger");
      assertThat(problem("FROM a\nONBUILD onbuild RUN b"))
          .isEqualTo("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
      assertThatThrownBy(() -> Dockerfile.parseTrigger("trigger", "RUN a\nRUN b"))
          .hasMessageContaining("onbuild trigger should be a single expression");
    }
  }
}
