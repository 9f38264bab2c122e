package dev.slipway.dockerfile;

import dev.slipway.dockerfile.DockerfileException.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The whole way from a file to its instructions: lines, statements, heredocs, instructions.
final class Parser {
  private final Source source;
  private final Directives directives;

  Parser(Source source) {
    this.source = source;
    if (source.text().isEmpty()) {
      throw Invalid.of(source, source.span(0, 0), "the Dockerfile cannot be empty");
    }
    this.directives = Directives.read(source);
  }

  Dockerfile parse() {
    var assembly = new Dockerfile.Assembly(source);
    read(draft -> assembly.add(draft.instruction()));
    return assembly.finish(directives);
  }

  /// What can be parsed before the first thing that is wrong.
  Optional<Dockerfile> above() {
    var assembly = new Dockerfile.Assembly(source);
    try {
      read(draft -> assembly.add(draft.instruction()));
    } catch (Invalid e) {
      // Told by parse.
    }
    return assembly.soFar(directives);
  }

  /// All instructions, whatever their order.
  List<Instruction> instructions() {
    var instructions = new ArrayList<Instruction>();
    read(draft -> instructions.add(draft.instruction()));
    return instructions;
  }

  /// All statements, which need not be known or complete.
  List<Statement> statements() {
    var statements = new ArrayList<Statement>();
    read(draft -> statements.add(draft.statement()));
    return statements;
  }

  private void read(Consumer<Draft> consumer) {
    var reader = new LineReader(source, directives);
    boolean any = false;
    for (var line = reader.next(); line.isPresent(); line = reader.next()) {
      consumer.accept(draft(line.get(), reader));
      any = true;
    }
    if (!any) {
      throw Invalid.of(source, source.span(0, source.text().length()), "file with no instructions")
          .advising("A Dockerfile starts with a FROM instruction.");
    }
  }

  private Draft draft(LogicalLine line, LineReader reader) {
    var comments = reader.takeComments();
    var statement = StatementReader.read(line, directives.escape());
    var heredocs = HeredocReader.read(statement, reader);
    var span = line.span(0, line.length());
    for (var heredoc : heredocs) {
      span = span.to(heredoc.span());
    }
    var origin =
        new Origin(
            statement.keyword(),
            line.text(),
            span,
            line.lastLine(),
            comments,
            line.holdsEmptyLine());
    return new Draft(statement, heredocs, origin);
  }
}
