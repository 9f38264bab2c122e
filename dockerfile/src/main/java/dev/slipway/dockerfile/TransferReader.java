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

  private static final Expander BACKSLASH = new Expander('\\');

  private final Draft draft;

  /// What is copied.
  private record Sources(List<Word> paths, List<Heredoc> files) {}

  TransferReader(Draft draft) {
    this.draft = draft;
  }

  Instruction copy() {
    checkHasDestination("COPY");
    var flags = draft.flags(COPY_FLAGS);
    var from = flags.text("from");
    if (from.isPresent()) {
      checkStandsForItself(from.get());
    }
    var sources = sources("COPY");
    return new Instruction.Copy(
        draft.origin(),
        sources.paths(),
        sources.files(),
        draft.words().getLast(),
        from,
        flags.text("chown"),
        flags.text("chmod"),
        flags.bool("link").orElse(false),
        flags.bool("parents").orElse(false),
        flags.texts("exclude"));
  }

  Instruction add() {
    checkHasDestination("ADD");
    var flags = draft.flags(ADD_FLAGS);
    var sources = sources("ADD");
    return new Instruction.Add(
        draft.origin(),
        sources.paths(),
        sources.files(),
        draft.words().getLast(),
        flags.text("chown"),
        flags.text("chmod"),
        flags.bool("link").orElse(false),
        flags.texts("exclude"),
        flags.text("checksum"),
        flags.bool("keep-git-dir"),
        flags.bool("unpack"));
  }

  private void checkStandsForItself(Word from) {
    if (isExpandable(from.text())) {
      throw draft
          .invalid(
              from.span(),
              "variable expansion is not supported for --from, define a new stage with FROM using"
                  + " ARG from global scope as a workaround")
          .advising("Write `FROM %s AS name` and `--from=name`.".formatted(from.text()));
    }
  }

  private static boolean isExpandable(String word) {
    try {
      return !BACKSLASH.text(word, Variables.none()).equals(word);
    } catch (DockerfileException.Unexpandable e) {
      return true;
    }
  }

  private void checkHasDestination(String name) {
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
  }

  private Sources sources(String name) {
    var words = draft.words();
    var paths = new ArrayList<Word>();
    var files = new ArrayList<Heredoc>();
    for (int i = 0; i < words.size() - 1; i++) {
      var word = words.get(i);
      var opening = opening(word);
      if (opening.isPresent()) {
        files.add(file(opening.get(), word.span()));
      } else if (!draft.json() && !draft.heredocs().isEmpty() && word.text().equals("<<")) {
        throw draft.invalid(
            word.span(), "%s needs the heredoc's name right after <<".formatted(name));
      } else {
        paths.add(word);
      }
    }
    return new Sources(paths, files);
  }

  /// The body of a name is that of the last heredoc so called. In JSON form none was read, and the
  /// file is empty.
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
