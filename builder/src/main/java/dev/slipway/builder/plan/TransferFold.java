package dev.slipway.builder.plan;

import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.git.GitReference;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
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
    var sources = copy.paths().stream().map(this::path).toList();
    return transfer(
        copy,
        copy.from().map(from -> planner.origin(from, stage)).orElseGet(Action.Origin.Context::new),
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
    var files = transfer.files().stream().map(words::file).toList();
    var destination = words.expand(transfer.destination());
    var owner = transfer.owner().map(words::expand);
    var mode = transfer.mode().map(words::expand);
    var history = createdBy(transfer, parents);
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
                transfer.excludes().stream().map(Word::text).toList(),
                archives),
        history);
  }

  private String createdBy(Instruction.Transfer transfer, Action.Parents parents) {
    var text = new StringBuilder(transfer.keyword().name());
    text.append(parents == Action.Parents.KEPT ? " --parents" : "");
    transfer.owner().ifPresent(word -> text.append(" --chown=").append(words.expand(word)));
    transfer.mode().ifPresent(word -> text.append(" --chmod=").append(words.expand(word)));
    transfer
        .paths()
        .forEach(word -> text.append(' ').append(WebAddress.withoutLogin(words.expand(word))));
    transfer.files().forEach(file -> text.append(" <<").append(file.name()));
    return text.append(' ')
        .append(words.expand(transfer.destination()))
        .append(" # buildkit")
        .toString();
  }
}
