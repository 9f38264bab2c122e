package dev.slipway.builder.plan;

import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.git.GitReference;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Keyword;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one COPY or ADD.
final class TransferFold {
  private final Planner planner;
  private final Stage stage;
  private final StageWords words;
  private final String directory;

  TransferFold(Planner planner, Stage stage, StageWords words, String directory) {
    this.planner = planner;
    this.stage = stage;
    this.words = words;
    this.directory = directory;
  }

  MadeStep copy(Instruction.Copy copy) {
    var paths = new ArrayList<String>();
    var sources = new ArrayList<Action.Source>();
    for (var word : copy.paths()) {
      var path = path(word);
      paths.add(WebAddress.withoutLogin(path));
      sources.add(new Action.Source.Path(path));
    }
    var action =
        action(
            copy,
            copy.from().isPresent()
                ? planner.origin(copy.from().get(), stage)
                : new Action.Origin.Context(),
            sources,
            copy.parents() ? Action.Parents.KEPT : Action.Parents.DROPPED,
            Action.Archives.COPIED);
    return new MadeStep.Known(copy, action, new CreatedBy.Transfer(Keyword.COPY, paths, action));
  }

  private String path(Word word) {
    var text = words.expand(word);
    if (text.indexOf(':') >= 0) {
      checkIsNoAddress(word, text);
    }
    return text;
  }

  // A file may be called like one, and then a pattern such as [h]ttps:… says so.
  private void checkIsNoAddress(Word word, String text) {
    if (GitReference.isOne(text)) {
      throw words.wrong(word, "source can't be a git ref for COPY; ADD takes it");
    }
    if (WebAddress.isWeb(text)) {
      throw words.wrong(word, "source can't be a URL for COPY; ADD takes it");
    }
  }

  MadeStep add(Instruction.Add add) {
    var sources = new AddedSources(planner.remotes(), words, add).sources();
    var action =
        action(
            add,
            new Action.Origin.Context(),
            List.of(),
            Action.Parents.DROPPED,
            add.unpack().equals(Optional.of(false))
                ? Action.Archives.COPIED
                : Action.Archives.UNPACKED);
    var paths = new ArrayList<String>();
    for (var word : add.paths()) {
      paths.add(WebAddress.withoutLogin(words.expand(word)));
    }
    return new MadeStep.Awaited(
        add, action, sources, new CreatedBy.Transfer(Keyword.ADD, paths, action));
  }

  private Action.Transfer action(
      Instruction.Transfer transfer,
      Action.Origin origin,
      List<Action.Source> sources,
      Action.Parents parents,
      Action.Archives archives) {
    var files = new ArrayList<Action.InlineFile>();
    for (var file : transfer.files()) {
      files.add(words.file(file));
    }
    var excludes = new ArrayList<String>();
    for (var pattern : transfer.excludes()) {
      excludes.add(pattern.text());
    }
    return new Action.Transfer(
        origin,
        sources,
        files,
        words.expand(transfer.destination()),
        directory,
        expanded(transfer.owner()),
        expanded(transfer.mode()),
        parents,
        transfer.link() ? Action.Link.ALONE : Action.Link.ON_STAGE,
        excludes,
        archives);
  }

  private Optional<String> expanded(Optional<Word> word) {
    return word.isPresent() ? Optional.of(words.expand(word.get())) : Optional.empty();
  }
}
