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
    read(parsed -> assembly.add(parsed.instruction()));
    return assembly.finish(directives);
  }

  /// What can be parsed before the first thing that is wrong.
  Optional<Dockerfile> above() {
    var assembly = new Dockerfile.Assembly(source);
    try {
      read(parsed -> assembly.add(parsed.instruction()));
    } catch (Invalid e) {
      // Told by parse.
    }
    return assembly.soFar(directives);
  }

  /// All instructions, whatever their order.
  List<Instruction> instructions() {
    var instructions = new ArrayList<Instruction>();
    read(parsed -> instructions.add(parsed.instruction()));
    return instructions;
  }

  /// All statements, which need not be known or complete.
  List<Statement> statements() {
    var statements = new ArrayList<Statement>();
    read(parsed -> statements.add(parsed.statement()));
    return statements;
  }

  /// A statement, and the way to its meaning.
  private record Parsed(Statement statement, List<Heredoc> heredocs, Origin origin) {
    Instruction instruction() {
      return InstructionReader.read(new Draft(statement, heredocs, origin));
    }
  }

  private void read(Consumer<Parsed> consumer) {
    var reader = new LineReader(source, directives);
    boolean any = false;
    for (var joined = reader.next(); joined.isPresent(); joined = reader.next()) {
      consumer.accept(parsed(joined.get(), reader));
      any = true;
    }
    if (!any) {
      throw Invalid.of(source, source.span(0, source.text().length()), "file with no instructions")
          .advising("A Dockerfile starts with a FROM instruction.");
    }
  }

  private Parsed parsed(LineReader.Joined joined, LineReader reader) {
    var line = joined.line();
    var comments = reader.takeComments();
    var statement = StatementReader.read(line, directives.escape());
    var heredocs =
        statement.takesHeredocs() ? HeredocReader.read(line, reader) : List.<Heredoc>of();
    var span = line.span(0, line.length());
    for (var heredoc : heredocs) {
      span = span.to(heredoc.span());
    }
    var origin =
        new Origin(
            statement.keyword(),
            line.text(),
            span,
            joined.lastLine(),
            comments,
            joined.holdsEmptyLine());
    return new Parsed(statement, heredocs, origin);
  }
}
