package dev.slipway.dockerfile;

import dev.slipway.dockerfile.FlagSet.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Turns a [Statement] into an [Instruction], and says what is wrong with it.
final class InstructionReader {
  private static final Map<String, Kind> FROM_FLAGS = Map.of("platform", Kind.TEXT);

  private final Draft draft;

  private InstructionReader(Draft draft) {
    this.draft = draft;
  }

  /// Understands `draft`.
  ///
  /// Throws [DockerfileException.Invalid] at what is wrong.
  static Instruction read(Draft draft) {
    var meaning = draft.statement().meaning();
    if (meaning.isEmpty()) {
      throw draft.unknownInstruction();
    }
    return new InstructionReader(draft).instruction(meaning.get());
  }

  private Instruction instruction(Keyword keyword) {
    return switch (keyword) {
      case ADD -> new TransferReader(draft).add();
      case ARG -> arg();
      case CMD -> new Instruction.Cmd(checked(Map.of()).origin(), draft.command());
      case COPY -> new TransferReader(draft).copy();
      case ENTRYPOINT -> new Instruction.Entrypoint(checked(Map.of()).origin(), draft.command());
      case ENV -> env();
      case EXPOSE -> new Instruction.Expose(draft.origin(), atLeastOne("EXPOSE"));
      case FROM -> from();
      case HEALTHCHECK -> new HealthCheckReader(draft).healthCheck();
      case LABEL -> label();
      case MAINTAINER -> new Instruction.Maintainer(draft.origin(), exactlyOne("MAINTAINER"));
      case ONBUILD -> onBuild();
      case RUN -> new RunReader(draft).run();
      case SHELL -> shell();
      case STOPSIGNAL -> new Instruction.StopSignal(draft.origin(), exactlyOne("STOPSIGNAL"));
      case USER -> new Instruction.User(draft.origin(), exactlyOne("USER"));
      case VOLUME -> volume();
      case WORKDIR -> new Instruction.Workdir(draft.origin(), exactlyOne("WORKDIR"));
    };
  }

  private Instruction from() {
    var words = draft.words();
    boolean named = words.size() == 3 && isAs(words.get(1).text());
    if (named) {
      var name = words.get(2);
      if (!isStageName(name.text().toLowerCase(Locale.ROOT))) {
        throw draft.invalid(
            name.span(),
            "invalid name for build stage: \"%s\", name can't start with a number or contain symbols"
                .formatted(name.text()));
      }
    } else if (words.size() != 1) {
      throw draft
          .invalid(draft.arguments(), "FROM requires either one or three arguments")
          .advising("Write `FROM image` or `FROM image AS name`.");
    }
    return new Instruction.From(
        draft.origin(),
        words.getFirst(),
        draft.flags(FROM_FLAGS).text("platform"),
        named ? Optional.of(words.get(1)) : Optional.empty(),
        named ? Optional.of(words.get(2)) : Optional.empty());
  }

  // It is hardly ever written in another way.
  private static boolean isAs(String word) {
    return word.equals("AS") || word.equalsIgnoreCase("as");
  }

  private static boolean isStageName(String name) {
    if (name.isEmpty() || !isLetter(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private Instruction env() {
    draft.flags(Map.of());
    return switch (draft.statement().arguments()) {
      case Arguments.Pairs(var pairs, var notation) ->
          new Instruction.Env(draft.origin(), named("ENV", pairs), notation);
      case Arguments.Words _, Arguments.Test _, Arguments.Trigger _ -> throw draft.none("ENV");
    };
  }

  private Instruction label() {
    draft.flags(Map.of());
    return switch (draft.statement().arguments()) {
      case Arguments.Pairs(var pairs, var notation) ->
          new Instruction.Label(draft.origin(), named("LABEL", pairs), notation);
      case Arguments.Words _, Arguments.Test _, Arguments.Trigger _ -> throw draft.none("LABEL");
    };
  }

  private List<Pair> named(String instruction, List<Pair> pairs) {
    if (pairs.isEmpty()) {
      throw draft.none(instruction);
    }
    for (var pair : pairs) {
      if (pair.name().text().isEmpty()) {
        throw draft.invalid(pair.name().span(), instruction + " names can not be blank");
      }
    }
    return pairs;
  }

  private Instruction arg() {
    var declarations = new ArrayList<Instruction.Declaration>();
    for (var word : atLeastOne("ARG")) {
      int equals = word.text().indexOf('=');
      if (equals == 0) {
        throw draft.invalid(word.span(), "ARG names can not be blank");
      }
      var value =
          equals < 0
              ? Optional.<Word>empty()
              : Optional.of(new Word(word.text().substring(equals + 1), word.span()));
      var name = equals < 0 ? word.text() : word.text().substring(0, equals);
      declarations.add(new Instruction.Declaration(new Word(name, word.span()), value));
    }
    return new Instruction.Arg(draft.origin(), declarations);
  }

  private Instruction volume() {
    for (var word : atLeastOne("VOLUME")) {
      if (Blanks.isBlank(word.text())) {
        throw draft.invalid(word.span(), "VOLUME specified can not be an empty string");
      }
    }
    return new Instruction.Volume(
        draft.origin(),
        draft.words().stream()
            .map(word -> new Word(Blanks.trim(word.text()), word.span()))
            .toList());
  }

  private Instruction shell() {
    draft.flags(Map.of());
    if (draft.words().isEmpty()) {
      throw draft.none("SHELL");
    }
    if (!draft.json()) {
      throw draft
          .invalid(draft.arguments(), "SHELL requires the arguments to be in JSON form")
          .advising("Write `SHELL [\"/bin/bash\", \"-c\"]`.");
    }
    return new Instruction.Shell(draft.origin(), draft.words().stream().map(Word::text).toList());
  }

  private Instruction onBuild() {
    draft.flags(Map.of());
    return switch (draft.statement().arguments()) {
      case Arguments.Trigger(var inner, var start) -> onBuild(inner, start);
      case Arguments.Words _, Arguments.Pairs _, Arguments.Test _ -> throw draft.none("ONBUILD");
    };
  }

  private Instruction onBuild(Statement inner, int start) {
    var name = inner.keyword();
    switch (name.text().toUpperCase(Locale.ROOT)) {
      case "ONBUILD" ->
          throw draft.invalid(name.span(), "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
      case "MAINTAINER", "FROM" ->
          throw draft.invalid(
              name.span(),
              name.text().toUpperCase(Locale.ROOT) + " isn't allowed as an ONBUILD trigger");
      default -> {}
    }
    var trigger = new StringBuilder(draft.statement().line().text().substring(start));
    draft
        .heredocs()
        .forEach(heredoc -> trigger.append('\n').append(heredoc.body()).append(heredoc.name()));
    return new Instruction.OnBuild(draft.origin(), trigger.toString());
  }

  private Draft checked(Map<String, Kind> known) {
    draft.flags(known);
    return draft;
  }

  private List<Word> atLeastOne(String name) {
    draft.flags(Map.of());
    if (draft.words().isEmpty()) {
      throw draft.none(name);
    }
    return draft.words();
  }

  private Word exactlyOne(String name) {
    draft.flags(Map.of());
    if (draft.words().size() != 1) {
      throw draft.invalid(draft.arguments(), name + " requires exactly one argument");
    }
    return draft.words().getFirst();
  }
}
