package dev.slipway.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One instruction of the file, split into keyword, flags and arguments. `meaning` is what the
/// keyword says, empty when it is unknown.
record Statement(
    LogicalLine line,
    Word keyword,
    Optional<Keyword> meaning,
    List<Word> flags,
    Arguments arguments) {
  private static final Set<Keyword> TAKING_HEREDOCS =
      Set.of(Keyword.ADD, Keyword.COPY, Keyword.RUN);

  Statement {
    flags = List.copyOf(flags);
  }

  /// Whether words `<<X` of this statement open heredocs.
  boolean takesHeredocs() {
    return switch (arguments) {
      case Arguments.Trigger(var inner, _) -> inner.takesHeredocs();
      case Arguments.Words(_, var json) ->
          !json && meaning.isPresent() && TAKING_HEREDOCS.contains(meaning.get());
      case Arguments.Pairs _, Arguments.Test _ -> false;
    };
  }
}
