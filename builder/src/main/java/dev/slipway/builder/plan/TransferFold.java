package dev.slipway.builder.plan;

import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.git.GitReference;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
    var sources = new ArrayList<Action.Source>();
    for (var word : copy.paths()) {
      sources.add(path(word));
    }
    return transfer(
        copy,
        copy.from().isPresent()
            ? planner.origin(copy.from().get(), stage)
            : new Action.Origin.Context(),
        () -> sources,
        copy.parents() ? Action.Parents.KEPT : Action.Parents.DROPPED,
        Action.Archives.COPIED);
  }

  private Action.Source path(Word word) {
    var text = words.expand(word);
    if (text.indexOf(':') >= 0) {
      checkIsNoAddress(word, text);
    }
    return new Action.Source.Path(text);
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
    return transfer(
        add,
        new Action.Origin.Context(),
        new AddedSources(planner.remotes(), words, add).sources(),
        Action.Parents.DROPPED,
        add.unpack().equals(Optional.of(false))
            ? Action.Archives.COPIED
            : Action.Archives.UNPACKED);
  }

  private MadeStep transfer(
      Instruction.Transfer transfer,
      Action.Origin origin,
      Supplier<List<Action.Source>> sources,
      Action.Parents parents,
      Action.Archives archives) {
    var files = new ArrayList<Action.InlineFile>();
    for (var file : transfer.files()) {
      files.add(words.file(file));
    }
    var destination = words.expand(transfer.destination());
    var owner = expanded(transfer.owner());
    var mode = expanded(transfer.mode());
    var excludes = new ArrayList<String>();
    for (var pattern : transfer.excludes()) {
      excludes.add(pattern.text());
    }
    var createdBy = new StringBuilder(transfer.keyword().name());
    createdBy.append(parents == Action.Parents.KEPT ? " --parents" : "");
    createdBy.append(owner.isPresent() ? " --chown=" + owner.get() : "");
    createdBy.append(mode.isPresent() ? " --chmod=" + mode.get() : "");
    for (var path : transfer.paths()) {
      createdBy.append(' ').append(WebAddress.withoutLogin(words.expand(path)));
    }
    for (var file : files) {
      createdBy.append(" <<").append(file.name());
    }
    createdBy.append(' ').append(destination).append(" # buildkit");
    return new MadeStep(
        transfer,
        () ->
            new Action.Transfer(
                origin,
                sources.get(),
                files,
                destination,
                directory,
                owner,
                mode,
                parents,
                transfer.link() ? Action.Link.ALONE : Action.Link.ON_STAGE,
                excludes,
                archives),
        createdBy.toString());
  }

  private Optional<String> expanded(Optional<Word> word) {
    return word.isPresent() ? Optional.of(words.expand(word.get())) : Optional.empty();
  }
}
