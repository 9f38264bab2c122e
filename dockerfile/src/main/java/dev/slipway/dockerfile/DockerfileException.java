package dev.slipway.dockerfile;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Something is wrong with a text that this module was given.
///
/// [Invalid] knows where; the others are thrown by functions that cannot know the place, and [#at]
/// gives them one.
public abstract sealed class DockerfileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String problem;

  private DockerfileException(String message, String problem) {
    super(message);
    this.problem = problem;
  }

  /// What is wrong, without the place.
  public String problem() {
    return problem;
  }

  /// The same complaint about this stretch of this file. One that has a place keeps it.
  public Invalid at(Source source, Span span) {
    return switch (this) {
      case Invalid placed -> placed;
      case Unexpandable nowhere -> nowhere.placed(source, span);
      case BadPattern nowhere -> nowhere.placed(source, span);
      case UnknownTarget _ -> Invalid.of(source, span, problem);
    };
  }

  /// A file is wrong at a known place. The message starts with `file:line:column`.
  public static final class Invalid extends DockerfileException {
    private static final long serialVersionUID = 1;

    private final transient Source source;
    private final transient Span span;
    private final @Nullable String advice;

    private Invalid(
        Source source,
        Span span,
        String problem,
        Optional<String> advice,
        Optional<Throwable> cause) {
      super("%s:%s: %s".formatted(source.name(), span.start(), problem), problem);
      this.source = source;
      this.span = span;
      this.advice = advice.orElse(null);
      cause.ifPresent(this::initCause);
    }

    /// `problem` at `span` of `source`.
    public static Invalid of(Source source, Span span, String problem) {
      return new Invalid(source, span, problem, Optional.empty(), Optional.empty());
    }

    /// The same with a sentence that says what to do.
    public Invalid advising(String sentence) {
      return new Invalid(
          source, span, problem(), Optional.of(sentence), Optional.ofNullable(getCause()));
    }

    /// The file that is wrong.
    public Source source() {
      return source;
    }

    /// Where it is wrong.
    public Span span() {
      return span;
    }

    /// The first wrong line, counted from 1.
    public int line() {
      return span.firstLine();
    }

    /// What to do about it, where that is known.
    public Optional<String> advice() {
      return Optional.ofNullable(advice);
    }

    /// The message, the quoted source with the place underlined, and the advice: lines of text that
    /// end with a newline.
    public String render() {
      return Excerpt.render(this);
    }
  }

  /// Variables of a word cannot be expanded: bad syntax, or `${name:?message}` said no.
  public static final class Unexpandable extends DockerfileException {
    private static final long serialVersionUID = 1;

    private final String word;
    private final transient Set<String> undefined;

    Unexpandable(String word, String problem, Collection<String> undefined) {
      super("failed to process \"%s\": %s".formatted(word, problem), problem);
      this.word = word;
      this.undefined = Collections.unmodifiableSet(new LinkedHashSet<>(undefined));
    }

    /// The variables without a value that were met before it went wrong, or by which it did.
    public Set<String> undefined() {
      return undefined;
    }

    /// The word that was to be expanded.
    public String word() {
      return word;
    }

    private Invalid placed(Source source, Span span) {
      return new Invalid(
          source, span, Objects.requireNonNull(getMessage()), Optional.empty(), Optional.of(this));
    }
  }

  /// The stage that was asked for does not exist.
  public static final class UnknownTarget extends DockerfileException {
    private static final long serialVersionUID = 1;

    UnknownTarget(String name, String advice) {
      var problem = "target stage \"%s\" could not be found%s".formatted(name, advice);
      super(problem, problem);
    }
  }

  /// A pattern of `.dockerignore` or `--exclude`, or a wildcard, cannot be read.
  public static final class BadPattern extends DockerfileException {
    private static final long serialVersionUID = 1;

    private final String pattern;

    /// `pattern` is wrong in the way that `problem` says.
    public BadPattern(String pattern, String problem) {
      super("pattern \"%s\": %s".formatted(pattern, problem), problem);
      this.pattern = pattern;
    }

    /// The pattern as it was given.
    public String pattern() {
      return pattern;
    }

    private Invalid placed(Source source, Span span) {
      return new Invalid(
          source, span, Objects.requireNonNull(getMessage()), Optional.empty(), Optional.of(this));
    }
  }
}
