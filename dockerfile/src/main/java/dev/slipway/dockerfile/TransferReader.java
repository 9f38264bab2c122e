package dev.slipway.dockerfile;

import dev.slipway.dockerfile.FlagSet.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// COPY and ADD.
final class TransferReader {
  private static final Map<String, Kind> COPY_FLAGS =
      Map.of(
          "from", Kind.TEXT,
          "chown", Kind.TEXT,
          "chmod", Kind.TEXT,
          "link", Kind.BOOLEAN,
          "parents", Kind.BOOLEAN,
          "exclude", Kind.TEXTS);
  private static final Map<String, Kind> ADD_FLAGS =
      Map.of(
          "chown", Kind.TEXT,
          "chmod", Kind.TEXT,
          "link", Kind.BOOLEAN,
          "keep-git-dir", Kind.BOOLEAN,
          "checksum", Kind.TEXT,
          "unpack", Kind.BOOLEAN,
          "exclude", Kind.TEXTS);

  private final Draft draft;

  TransferReader(Draft draft) {
    this.draft = draft;
  }

  Instruction copy() {
    var words = sourcesAndDestination("COPY");
    var flags = draft.flags(COPY_FLAGS);
    var from = flags.text("from");
    if (from.isPresent() && isExpandable(from.get())) {
      throw draft
          .invalid(
              from.get().span(),
              "variable expansion is not supported for --from, define a new stage with FROM using"
                  + " ARG from global scope as a workaround")
          .advising("Write `FROM %s AS name` and `--from=name`.".formatted(from.get().text()));
    }
    return new Instruction.Copy(
        draft.origin(),
        paths(words, "COPY"),
        files(words),
        words.getLast(),
        from,
        flags.text("chown"),
        flags.text("chmod"),
        flags.bool("link").orElse(false),
        flags.bool("parents").orElse(false),
        flags.texts("exclude"));
  }

  Instruction add() {
    var words = sourcesAndDestination("ADD");
    var flags = draft.flags(ADD_FLAGS);
    return new Instruction.Add(
        draft.origin(),
        paths(words, "ADD"),
        files(words),
        words.getLast(),
        flags.text("chown"),
        flags.text("chmod"),
        flags.bool("link").orElse(false),
        flags.texts("exclude"),
        flags.text("checksum"),
        flags.bool("keep-git-dir"),
        flags.bool("unpack"));
  }

  private static boolean isExpandable(Word word) {
    try {
      var expanded = new Expander('\\').expand(word.text(), Variables.none());
      return !expanded.text().equals(word.text());
    } catch (DockerfileException.Unexpandable e) {
      return true;
    }
  }

  private List<Word> sourcesAndDestination(String name) {
    var words = draft.words();
    if (words.size() < 2) {
      throw draft.missingContinuation(
          draft.invalid(
              draft.arguments(),
              name
                  + " requires at least two arguments, but only one was provided. Destination could"
                  + " not be determined"));
    }
    if (opening(words.getLast()).isPresent()) {
      throw draft.invalid(
          words.getLast().span(), name + " cannot accept a heredoc as a destination");
    }
    return words;
  }

  private List<Word> paths(List<Word> words, String name) {
    var paths = new ArrayList<Word>();
    for (var word : words.subList(0, words.size() - 1)) {
      if (opening(word).isEmpty()) {
        if (!draft.json() && !draft.heredocs().isEmpty() && word.text().equals("<<")) {
          throw draft.invalid(
              word.span(), "%s needs the heredoc's name right after <<".formatted(name));
        }
        paths.add(word);
      }
    }
    return paths;
  }

  /// The body of a name is that of the last heredoc so called. In JSON form none was read, and the
  /// file is empty.
  private List<Heredoc> files(List<Word> words) {
    var files = new ArrayList<Heredoc>();
    for (var word : words.subList(0, words.size() - 1)) {
      var opening = opening(word);
      if (opening.isPresent()) {
        files.add(file(opening.get(), word.span()));
      }
    }
    return files;
  }

  private Heredoc file(HeredocReader.Opening opened, Span span) {
    return draft.heredocs().stream()
        .filter(heredoc -> heredoc.name().equals(opened.name()))
        .reduce((_, last) -> last)
        .orElseGet(
            () ->
                new Heredoc(
                    opened.name(),
                    opened.descriptor(),
                    opened.expansion(),
                    opened.tabs(),
                    "",
                    span));
  }

  private Optional<HeredocReader.Opening> opening(Word word) {
    try {
      return HeredocReader.Opening.parse(word.text());
    } catch (DockerfileException.Unexpandable e) {
      return Optional.empty();
    }
  }
}
