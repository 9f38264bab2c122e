package dev.slipway.builder.plan;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Expander;
import dev.slipway.dockerfile.Expansion;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Variables;
import dev.slipway.dockerfile.Word;
import java.util.List;

/// The words of one text as a stage reads them: expanded with the variables of the moment, and what
/// is wrong with them is told with its place.
///
/// @param expansion the text and its rules: the Dockerfile, or a trigger of the base
/// @param variables what the stage's variables are worth, which changes as it is read
record StageWords(Expansion expansion, Variables variables) {

  /// The whole of a word.
  String expand(Word word) {
    return expansion.text(word, variables);
  }

  /// Part of a word, such as one value of a flag.
  String expand(Word word, String part) {
    return expansion.of(word, part, variables).text();
  }

  /// What becomes of a word that may be split at its blanks.
  List<String> split(Word word) {
    return expansion.of(word, variables).words();
  }

  /// The file whose content a heredoc holds.
  Action.InlineFile file(Heredoc heredoc) {
    try {
      var content =
          switch (heredoc.expansion()) {
            case EXPANDED -> Expander.expandBody(heredoc.content(), variables).text();
            case LITERAL -> heredoc.content();
          };
      return new Action.InlineFile(heredoc.name(), content);
    } catch (DockerfileException e) {
      throw e.at(expansion.source(), heredoc.span());
    }
  }

  DockerfileException.Invalid wrong(Word word, String problem) {
    return DockerfileException.Invalid.of(expansion.source(), word.span(), problem);
  }

  DockerfileException.Invalid unsupported(Word word, String what) {
    return wrong(word, what + " is not supported by this version of Slipway");
  }
}
