package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
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
    var origin =
        copy.from().map(from -> planner.origin(from, stage)).orElseGet(Action.Origin.Context::new);
    return transfer(
        copy,
        "COPY",
        origin,
        copy.parents() ? Action.Parents.KEPT : Action.Parents.DROPPED,
        Action.Archives.COPIED);
  }

  MadeStep add(Instruction.Add add) {
    for (var path : add.paths()) {
      if (path.text().matches("(?i)(https?|ftp)://.*|git@.*|git://.*|ssh://.*")) {
        throw words.unsupported(path, "ADD of an address");
      }
    }
    if (add.checksum().isPresent()) {
      throw words.unsupported(add.checksum().get(), "ADD --checksum");
    }
    if (add.keepGitDir().isPresent()) {
      throw words.unsupported(add.origin().keyword(), "ADD --keep-git-dir");
    }
    return transfer(
        add,
        "ADD",
        new Action.Origin.Context(),
        Action.Parents.DROPPED,
        add.unpack().equals(Optional.of(false))
            ? Action.Archives.COPIED
            : Action.Archives.UNPACKED);
  }

  private MadeStep transfer(
      Instruction.Transfer transfer,
      String name,
      Action.Origin origin,
      Action.Parents parents,
      Action.Archives archives) {
    var action =
        new Action.Transfer(
            origin,
            transfer.paths().stream().map(words::expand).toList(),
            transfer.files().stream().map(words::file).toList(),
            words.expand(transfer.destination()),
            directory,
            transfer.owner().map(words::expand),
            transfer.mode().map(words::expand),
            parents,
            transfer.link() ? Action.Link.ALONE : Action.Link.ON_STAGE,
            transfer.excludes().stream().map(Word::text).toList(),
            archives);
    return new MadeStep(transfer, action, createdBy(name, action));
  }

  private static String createdBy(String name, Action.Transfer action) {
    var text = new StringBuilder(name);
    text.append(action.parents() == Action.Parents.KEPT ? " --parents" : "");
    action.owner().ifPresent(value -> text.append(" --chown=").append(value));
    action.mode().ifPresent(value -> text.append(" --chmod=").append(value));
    action.sources().forEach(value -> text.append(' ').append(value));
    action.files().forEach(file -> text.append(" <<").append(file.name()));
    return text.append(' ').append(action.destination()).append(" # buildkit").toString();
  }
}
