package dev.slipway.dockerfile;

/// The expansion of the words of one text: what cannot be expanded is told with its place there.
///
/// `source` is the text in which the words stand, `expander` the rules by which they are read.
public record Expansion(Source source, Expander expander) {

  /// Expands a word.
  ///
  /// Throws [DockerfileException.Invalid] at it when it cannot be.
  public Expanded of(Word word, Variables variables) {
    return of(word, word.text(), variables);
  }

  /// Expands part of a word.
  ///
  /// Throws [DockerfileException.Invalid] at the word when it cannot be.
  public Expanded of(Word word, String part, Variables variables) {
    try {
      return expander.expand(part, variables);
    } catch (DockerfileException.Unexpandable e) {
      throw e.at(source, word.span());
    }
  }

  /// The text alone of an expanded word.
  ///
  /// Throws [DockerfileException.Invalid] at it when it cannot be.
  public String text(Word word, Variables variables) {
    try {
      return expander.text(word.text(), variables);
    } catch (DockerfileException.Unexpandable e) {
      throw e.at(source, word.span());
    }
  }
}
