package dev.slipway.dockerfile;

import java.util.List;

/// One instruction of the file, split into keyword, flags and arguments.
record Statement(LogicalLine line, Word keyword, List<Word> flags, Arguments arguments) {
  Statement {
    flags = List.copyOf(flags);
  }

  /// Whether words `<<X` of this statement open heredocs.
  boolean takesHeredocs() {
    return switch (arguments) {
      case Arguments.Trigger(var inner, _) -> inner.takesHeredocs();
      case Arguments.Words(_, var json) ->
          !json
              && Keyword.find(keyword.text())
                  .filter(
                      known ->
                          switch (known) {
                            case ADD, COPY, RUN -> true;
                            default -> false;
                          })
                  .isPresent();
      case Arguments.Pairs _, Arguments.Test _ -> false;
    };
  }
}
