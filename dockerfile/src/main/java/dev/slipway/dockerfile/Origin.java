package dev.slipway.dockerfile;

import java.util.List;
import java.util.Optional;

/// Where an instruction comes from, and what stood there.
///
/// `keyword` is the instruction's name as typed. `text` is the logical line: continuation lines
/// joined, comments among them gone, nothing else changed. `span` runs to the end of the last
/// heredoc, `lastLine` is the last line of the instruction itself. `comments` stood above it.
/// `holdsEmptyLine` tells that a blank line stands among its continuation lines.
public record Origin(
    Word keyword,
    String text,
    Span span,
    int lastLine,
    List<Comment> comments,
    boolean holdsEmptyLine) {

  /// Copies the comments.
  public Origin {
    comments = List.copyOf(comments);
  }

  /// What the comment `# name description` above the instruction says about `name`.
  public Optional<String> description(String name) {
    for (var comment : comments) {
      if (comment.text().startsWith(name + " ")) {
        return Optional.of(comment.text().substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }
}
