package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the author of a Dockerfile wrote: a syntax tree in which every node knows its place.
///
/// Nothing is expanded, and nothing is known about images or files: that is the planner's work.
/// `globals` are the ARGs before the first FROM; there is at least one stage.
public record Dockerfile(
    Source source, Directives directives, List<Instruction.Arg> globals, List<Stage> stages) {

  /// Copies the lists.
  public Dockerfile {
    globals = List.copyOf(globals);
    stages = List.copyOf(stages);
  }

  /// Parses the text of the file that messages shall call `name`.
  ///
  /// Throws [Invalid] at the first thing that is wrong.
  public static Dockerfile parse(String name, String text) {
    return parse(Source.of(name, text));
  }

  /// Parses the bytes of the file that messages shall call `name`. They should be UTF-8; bytes that
  /// are not survive in paths (see [SourceText]).
  ///
  /// Throws [Invalid] at the first thing that is wrong.
  public static Dockerfile parse(String name, byte[] bytes) {
    return parse(Source.of(name, bytes));
  }

  /// Parses a file. Takes time in proportion to its length.
  ///
  /// Throws [Invalid] at the first thing that is wrong.
  public static Dockerfile parse(Source source) {
    return new Parser(source).parse();
  }

  /// What stands above the first thing that is wrong, for who wants to say more of a file than
  /// that; all of a file in which nothing is. Nothing when no stage begins there.
  public static Optional<Dockerfile> above(Source source) {
    try {
      return new Parser(source).above();
    } catch (Invalid e) {
      return Optional.empty();
    }
  }

  /// Parses the trigger of an ONBUILD, as an image keeps it. `name` is what messages shall call it.
  /// It is read with a backslash as escape character, whatever the file said that it came from.
  ///
  /// Throws [Invalid] when it is wrong, or not exactly one instruction that ONBUILD allows.
  public static Instruction parseTrigger(String name, String trigger) {
    var source = Source.of(name, trigger);
    var instructions = new Parser(source).instructions();
    if (instructions.size() != 1) {
      throw Invalid.of(
          source,
          source.span(0, source.text().length()),
          "onbuild trigger should be a single expression");
    }
    var instruction = instructions.getFirst();
    return switch (instruction.keyword()) {
      case FROM, ONBUILD, MAINTAINER ->
          throw Invalid.of(
              source,
              instruction.span(),
              instruction.keyword() + " isn't allowed as an ONBUILD trigger");
      case ADD,
          ARG,
          CMD,
          COPY,
          ENTRYPOINT,
          ENV,
          EXPOSE,
          HEALTHCHECK,
          LABEL,
          RUN,
          SHELL,
          STOPSIGNAL,
          USER,
          VOLUME,
          WORKDIR ->
          instruction;
    };
  }

  /// The stage that is built when none is asked for: the last one.
  public Stage lastStage() {
    return stages.getLast();
  }

  /// Expands words of this file.
  public Expander expander() {
    return new Expander(directives.escape());
  }

  /// Expands words of this file and tells the place of one that cannot be.
  public Expansion expansion() {
    return new Expansion(source, expander());
  }

  /// The stage under construction, and those before it.
  static final class Assembly {
    private final Source source;
    private final List<Instruction.Arg> globals = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final List<Instruction> current = new ArrayList<>();
    private Optional<Instruction.From> from = Optional.empty();

    Assembly(Source source) {
      this.source = source;
    }

    void add(Instruction instruction) {
      switch (instruction) {
        case Instruction.From opening -> {
          finishStage();
          from = Optional.of(opening);
        }
        case Instruction.Arg global when from.isEmpty() -> globals.add(global);
        case Instruction other -> {
          if (from.isEmpty()) {
            throw Invalid.of(
                    source, other.origin().keyword().span(), "no build stage in current context")
                .advising("Only ARG may stand before the first FROM.");
          }
          current.add(other);
        }
      }
    }

    Dockerfile finish(Directives directives) {
      return soFar(directives)
          .orElseThrow(
              () ->
                  Invalid.of(
                          source,
                          source.span(0, source.text().length()),
                          "dockerfile contains no stages to build")
                      .advising("Add a FROM instruction."));
    }

    Optional<Dockerfile> soFar(Directives directives) {
      finishStage();
      return stages.isEmpty()
          ? Optional.empty()
          : Optional.of(new Dockerfile(source, directives, globals, stages));
    }

    private void finishStage() {
      if (from.isPresent()) {
        stages.add(new Stage(stages.size(), from.get(), current));
      }
      current.clear();
    }
  }
}
