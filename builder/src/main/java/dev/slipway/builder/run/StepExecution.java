package dev.slipway.builder.run;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.cache.StepInputs;
import dev.slipway.builder.context.PinnedSource;
import dev.slipway.builder.copy.CopyOptions;
import dev.slipway.builder.copy.CopyRequest;
import dev.slipway.builder.copy.CopySource;
import dev.slipway.builder.copy.Copying;
import dev.slipway.builder.copy.Selection;
import dev.slipway.builder.copy.WorkingDirectory;
import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.layer.LayerWriter;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.PlannedStage;
import dev.slipway.builder.plan.PlannedStep;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.users.Accounts;
import dev.slipway.builder.users.Owner;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Executes single steps: each takes the layers below it and makes one more.
final class StepExecution {
  private final PlannedStage stage;
  private final Execution execution;
  private final Surroundings surroundings;
  private final Trees trees;
  private final Origins origins;
  private final MountSources mounts;
  private final CommandExecution commands;

  StepExecution(PlannedStage stage, Execution execution, Trees trees, Surroundings surroundings) {
    this.stage = stage;
    this.execution = execution;
    this.trees = trees;
    this.surroundings = surroundings;
    origins = new Origins(execution, surroundings.contexts(), trees);
    mounts = new MountSources(execution, surroundings, trees, origins);
    commands = new CommandExecution(stage, surroundings, trees, mounts);
  }

  /// What the result of `action` depends on, beside what is below it, before anything is executed:
  /// files of another stage are named by what that stage depends on.
  StepInputs definition(Action action, Function<Basis, String> basisKey) throws IOException {
    var inputs = instruction(action);
    return switch (action) {
      // Where a file is found matters only as long as it is not known what it holds.
      case Action.Transfer transfer
          when transfer.origin() instanceof Action.Origin.Files(var basis) ->
          inputs
              .with(
                  "the paths",
                  KeyWriter.of("paths").texts("words", words(transfer)).finish().toString())
              .with("what it copies from", basisKey.apply(basis));
      case Action.Transfer transfer -> withFiles(inputs, transfer);
      case Action.Run run -> mounts.definition(inputs, run, basisKey);
      case Action.MakeDirectory _ -> inputs;
    };
  }

  /// The same when all that it takes files from is there: files are named by their content, so that
  /// it does not matter how they came to be.
  StepInputs contents(Action action) throws IOException {
    var inputs = instruction(action);
    return switch (action) {
      case Action.Transfer transfer -> withFiles(inputs, transfer);
      case Action.Run run -> mounts.contents(inputs, run);
      case Action.MakeDirectory _ -> inputs;
    };
  }

  private StepInputs withFiles(StepInputs inputs, Action.Transfer transfer) throws IOException {
    var digests = new RecordedDigests(surroundings.fileDigests());
    var all = Selection.digest(sources(transfer), options(transfer), digests);
    for (var source : transfer.sources()) {
      if (source instanceof Action.Source.Remote(var pinned, _)) {
        digests.record(pinned.toString(), pinned.identity());
      }
    }
    return inputs.withFiles(all, digests.recorded());
  }

  private static List<String> texts(List<Action.InlineFile> files) {
    var texts = new ArrayList<String>();
    for (var file : files) {
      texts.add(file.name());
      texts.add(file.content());
    }
    return texts;
  }

  // With --from there is nothing else.
  private static List<String> words(Action.Transfer transfer) {
    var words = new ArrayList<String>();
    for (var source : transfer.sources()) {
      if (source instanceof Action.Source.Path(var word)) {
        words.add(word);
      }
    }
    return words;
  }

  private StepInputs instruction(Action action) {
    var inputs = StepInputs.empty().with("platform", stage.platform().toString());
    return switch (action) {
      case Action.Run run -> CommandInputs.of(inputs, run, surroundings.runs());
      case Action.MakeDirectory(var directory, var user) ->
          withEpoch(inputs.with("the directory", directory).with("the user", user));
      case Action.Transfer transfer ->
          inputs
              .with(
                  "the instruction",
                  KeyWriter.of("transfer")
                      .texts("files", texts(transfer.files()))
                      .text("destination", transfer.destination())
                      .text("owner", transfer.owner())
                      .text("mode", transfer.mode())
                      .text("parents", transfer.parents().name())
                      .text("link", transfer.link().name())
                      .texts("excludes", transfer.excludes())
                      .text("archives", transfer.archives().name())
                      .finish()
                      .toString())
              .with("the directory", transfer.directory());
    };
  }

  /// Executes `step` on `below`.
  ///
  /// @throws BuildException.StepFailed when a command fails
  /// @throws IOException when files cannot be read or written
  Made execute(PlannedStep step, Chain below) throws IOException {
    return switch (step.action()) {
      case Action.Run run -> new Made(commands.run(step, run, below), Keyed.YES);
      case Action.Transfer transfer -> written(output -> copy(transfer, below, output));
      case Action.MakeDirectory(var directory, var user) ->
          written(
              output -> {
                var tree = trees.of(below);
                var now = surroundings.clock().instant();
                new WorkingDirectory(
                        TreePath.of(SourceText.encode(directory)),
                        owner(user, tree),
                        now,
                        execution.epoch().orElse(now))
                    .make(tree, output);
                return Keyed.YES;
              });
    };
  }

  private StepInputs withEpoch(StepInputs inputs) {
    var epoch = execution.epoch();
    return epoch.isEmpty()
        ? inputs
        : inputs.with("SOURCE_DATE_EPOCH", String.valueOf(epoch.get().getEpochSecond()));
  }

  /// A layer that a step made.
  ///
  /// @param diffId its digest; it is in the store
  /// @param keyed whether it is the result of what the step's keys say
  record Made(Digest diffId, Keyed keyed) {}

  /// Whether a layer is the result of what the step's keys say.
  enum Keyed {
    /// It is.
    YES,
    /// A file changed between the making of the key and the copying.
    NO
  }

  private Keyed copy(Action.Transfer transfer, Chain below, LayerOutput output) throws IOException {
    var copied =
        Copying.copy(
            new CopyRequest(
                sources(transfer),
                transfer.destination(),
                transfer.directory(),
                trees.of(transfer.link() == Action.Link.ALONE ? Chain.EMPTY : below),
                options(transfer),
                surroundings.clock().instant(),
                surroundings.store().scratch().folder()),
            output);
    return copied.confirms(surroundings.fileDigests()) ? Keyed.YES : Keyed.NO;
  }

  // BuildKit gives what WORKDIR makes to root when the image does not know the user.
  private static Owner owner(String user, Tree tree) throws IOException {
    if (user.isEmpty()) {
      return Owner.ROOT;
    }
    try {
      return Accounts.of(tree).owner(user);
    } catch (BuildException.Definition e) {
      return Owner.ROOT;
    }
  }

  private interface Writing {
    Keyed to(LayerOutput output) throws IOException;
  }

  private Made written(Writing writing) throws IOException {
    var layers = surroundings.store().layers();
    var draft = layers.draft();
    try (var writer = LayerWriter.create(draft.tar(), draft.index())) {
      var keyed = writing.to(writer);
      var summary = writer.finish();
      return new Made(layers.adopt(draft, summary.diffId()).diffId(), keyed);
    } catch (IOException | RuntimeException e) {
      layers.discard(draft);
      throw e;
    }
  }

  private List<CopySource> sources(Action.Transfer transfer) throws IOException {
    var sources = new ArrayList<CopySource>();
    for (var source : transfer.sources()) {
      sources.add(
          source instanceof Action.Source.Remote remote
              ? remote(remote)
              : new CopySource.Files(
                  origins.tree(transfer.origin()),
                  origins.name(transfer.origin()),
                  ((Action.Source.Path) source).word()));
    }
    for (var file : transfer.files()) {
      sources.add(new CopySource.Heredoc(file.name(), Bytes.of(SourceText.encode(file.content()))));
    }
    return sources;
  }

  private CopySource remote(Action.Source.Remote remote) {
    var pinned = remote.pinned();
    return new CopySource.Remote(
        pinned.toString(),
        pinned.identity(),
        name(pinned),
        archives(remote.archives()),
        () -> surroundings.remotes().tree(pinned));
  }

  private static Optional<String> name(PinnedSource pinned) {
    return switch (pinned) {
      case PinnedSource.WebFile(_, var name, _) -> Optional.of(name);
      case PinnedSource.GitFiles _ -> Optional.empty();
    };
  }

  private static CopyOptions options(Action.Transfer transfer) {
    return new CopyOptions(
        transfer.owner(),
        transfer.mode(),
        transfer.excludes(),
        transfer.parents() == Action.Parents.KEPT
            ? CopyOptions.Paths.WHOLE
            : CopyOptions.Paths.BASE_NAME,
        archives(transfer.archives()),
        transfer.link() == Action.Link.ALONE ? CopyOptions.Base.IGNORED : CopyOptions.Base.SEEN);
  }

  private static CopyOptions.Archives archives(Action.Archives archives) {
    return archives == Action.Archives.UNPACKED
        ? CopyOptions.Archives.EXTRACTED
        : CopyOptions.Archives.COPIED;
  }
}
