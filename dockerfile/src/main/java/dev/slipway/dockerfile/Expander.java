package dev.slipway.dockerfile;

import java.util.List;
import java.util.Set;

/// Expands variables and removes quotes, as the language does it in instructions other than RUN,
/// CMD, ENTRYPOINT and HEALTHCHECK.
///
/// `$name`, `${name}`, and in braces the modifiers `:-` `-` `:+` `+` `:?` `?` (default,
/// alternative, error), `#` `##` `%` `%%` (remove a prefix or suffix) and `/` `//` (replace).
/// Single quotes hold anything, double quotes expand. A pure function: the same word and variables
/// give the same answer.
///
/// `escape` is the file's escape character, from [Directives#escape].
public record Expander(char escape) {
  /// Refuses what cannot be an escape character.
  public Expander {
    if (escape != '\\' && escape != '`') {
      throw new IllegalArgumentException("'%s' cannot be the escape character".formatted(escape));
    }
  }

  /// Expands one word: a flag's value, a path, one side of `name=value`.
  ///
  /// Throws [DockerfileException.Unexpandable] on bad syntax and when `${name:?message}` says no.
  public Expanded expand(String word, Variables variables) {
    return isPlain(word)
        ? new Expanded(word, word.isEmpty() ? List.of() : List.of(word), Set.of(), Set.of())
        : lexer(word, variables).read();
  }

  /// The [Expanded#text] of what [#expand] makes of a word, for who wants no more than that.
  ///
  /// Throws [DockerfileException.Unexpandable] as `expand` does.
  public String text(String word, Variables variables) {
    return isPlain(word) ? word : lexer(word, variables).text();
  }

  private Lexer lexer(String word, Variables variables) {
    return new Lexer(word, escape, Lexer.Rules.EXPANDING, variables);
  }

  /// Whether `word` stands for itself, as most do: visible ASCII of which nothing has a meaning.
  private boolean isPlain(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c <= ' ' || c > '~' || c == '$' || c == '"' || c == '\'' || c == escape) {
        return false;
      }
    }
    return true;
  }

  /// Expands the body of a heredoc of COPY or ADD: quotes stay, and the escape is a backslash
  /// whatever the file says.
  ///
  /// Throws [DockerfileException.Unexpandable] as [#expand] does.
  public static Expanded expandBody(String body, Variables variables) {
    return new Lexer(body, '\\', Lexer.Rules.BODY, variables).read();
  }
}
