package dev.slipway.builder.run;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.cache.StepInputs;
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
import dev.slipway.builder.users.Identity;
import dev.slipway.builder.users.Owner;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/// Executes single steps: each takes the layers below it and makes one more.
final class StepExecution {
  private final PlannedStage stage;
  private final Execution execution;
  private final Surroundings surroundings;
  private final Trees trees;

  StepExecution(PlannedStage stage, Execution execution, Trees trees, Surroundings surroundings) {
    this.stage = stage;
    this.execution = execution;
    this.trees = trees;
    this.surroundings = surroundings;
  }

  /// What the result of `action` depends on, beside what is below it, before anything is executed:
  /// files of another stage are named by what that stage depends on.
  StepInputs definition(Action action, Function<Basis, String> basisKey) throws IOException {
    var inputs = instruction(action);
    if (action instanceof Action.Transfer transfer) {
      return switch (transfer.origin()) {
        // Where a file is found matters only as long as it is not known what it holds.
        case Action.Origin.Files(var basis) ->
            inputs
                .with(
                    "the paths",
                    KeyWriter.of("paths").texts("words", transfer.sources()).finish().toString())
                .with("its source", basisKey.apply(basis));
        case Action.Origin.Context _, Action.Origin.NamedFolder _ -> withFiles(inputs, transfer);
      };
    }
    return inputs;
  }

  /// The same when all that it takes files from is there: files are named by their content, so that
  /// it does not matter how they came to be.
  StepInputs contents(Action action) throws IOException {
    var inputs = instruction(action);
    return action instanceof Action.Transfer transfer ? withFiles(inputs, transfer) : inputs;
  }

  private StepInputs withFiles(StepInputs inputs, Action.Transfer transfer) throws IOException {
    var digests = new RecordedDigests(surroundings.fileDigests());
    var all = Selection.digest(sources(transfer), options(transfer), digests);
    return inputs.withFiles(all, digests.recorded());
  }

  private StepInputs instruction(Action action) {
    var inputs = StepInputs.empty().with("platform", stage.platform().toString());
    return switch (action) {
      case Action.Run run -> {
        var environment = new LinkedHashMap<>(run.environment());
        run.unkeyed().forEach(environment::remove);
        var command = KeyWriter.of("command").texts("words", run.command());
        run.script()
            .ifPresent(
                script -> command.text("script", script.name()).text("text", script.content()));
        yield inputs
            .with("the command", command.finish().toString())
            .with(
                "the environment",
                KeyWriter.of("environment").pairs("variables", environment).finish().toString())
            .with("the user", run.user())
            .with("the directory", run.directory())
            .with("the network", run.network().name());
      }
      case Action.MakeDirectory(var directory, var user) ->
          inputs.with("the directory", directory).with("the user", user);
      case Action.Transfer transfer ->
          inputs
              .with(
                  "the instruction",
                  KeyWriter.of("transfer")
                      .texts(
                          "files",
                          transfer.files().stream()
                              .flatMap(
                                  file -> java.util.stream.Stream.of(file.name(), file.content()))
                              .toList())
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
      case Action.Run run -> new Made(run(step, run, below), Keyed.YES);
      case Action.Transfer transfer -> written(output -> copy(transfer, below, output));
      case Action.MakeDirectory(var directory, var user) ->
          written(
              output -> {
                var tree = trees.of(below);
                new WorkingDirectory(
                        TreePath.of(SourceText.encode(directory)),
                        owner(user, tree),
                        surroundings.clock().instant())
                    .make(tree, output);
                return Keyed.YES;
              });
    };
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
    }
  }

  private List<CopySource> sources(Action.Transfer transfer) throws IOException {
    var sources = new ArrayList<CopySource>();
    if (!transfer.sources().isEmpty()) {
      var tree = originTree(transfer.origin());
      var name = originName(transfer.origin());
      for (var source : transfer.sources()) {
        sources.add(new CopySource.Files(tree, name, source));
      }
    }
    for (var file : transfer.files()) {
      sources.add(new CopySource.Heredoc(file.name(), Bytes.of(SourceText.encode(file.content()))));
    }
    return sources;
  }

  private Tree originTree(Action.Origin origin) throws IOException {
    return switch (origin) {
      case Action.Origin.Context _ -> surroundings.contexts().main();
      case Action.Origin.NamedFolder(var name) -> surroundings.contexts().named(name);
      case Action.Origin.Files(var basis) -> trees.of(execution.chain(basis));
    };
  }

  private static String originName(Action.Origin origin) {
    return switch (origin) {
      case Action.Origin.Context _ -> "the build context";
      case Action.Origin.NamedFolder(var name) -> "the context '%s'".formatted(name);
      case Action.Origin.Files(Basis.Image image) -> "the image " + image.name();
      case Action.Origin.Files(Basis.Scratch _) -> "scratch, which is empty";
      case Action.Origin.Files(Basis.Stage(int index)) -> "stage " + index;
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
        transfer.archives() == Action.Archives.UNPACKED
            ? CopyOptions.Archives.EXTRACTED
            : CopyOptions.Archives.COPIED,
        transfer.link() == Action.Link.ALONE ? CopyOptions.Base.IGNORED : CopyOptions.Base.SEEN);
  }

  private Digest run(PlannedStep step, Action.Run run, Chain below) throws IOException {
    if (surroundings.machine().rank(stage.platform()).isEmpty()) {
      throw new BuildException.Definition(
          "this RUN needs to execute programs for %s, and this machine runs %s; COPY-only stages build for any platform, a RUN needs a machine of its kind"
              .formatted(stage.platform(), surroundings.machine()));
    }
    var layers = trees.layers(below);
    var identity = identity(run, trees.of(below));
    var draft = surroundings.store().layers().draft();
    var outcome =
        surroundings
            .commands()
            .run(
                layers,
                withHome(run, identity),
                identity,
                draft,
                (stream, bytes) ->
                    surroundings
                        .listener()
                        .heard(new BuildEvent.StepOutput(step.step(), stream, Bytes.of(bytes))));
    return switch (outcome) {
      case Commands.Outcome.Succeeded(var diffId) ->
          surroundings.store().layers().adopt(draft, diffId).diffId();
      case Commands.Outcome.Failed failure -> throw failed(step, run, failure);
    };
  }

  private static Identity identity(Action.Run run, Tree tree) throws IOException {
    return Accounts.of(tree).identity(run.user());
  }

  private static Action.Run withHome(Action.Run run, Identity identity) {
    if (run.environment().containsKey("HOME")) {
      return run;
    }
    var environment = new LinkedHashMap<>(run.environment());
    environment.put("HOME", identity.home());
    return new Action.Run(
        run.command(),
        run.script(),
        environment,
        run.unkeyed(),
        run.user(),
        run.directory(),
        run.network());
  }

  private BuildException.StepFailed failed(
      PlannedStep step, Action.Run run, Commands.Outcome.Failed failure) {
    var problem =
        "process \"%s\" did not complete successfully: %s"
            .formatted(String.join(" ", run.command()), failure.reason());
    return new BuildException.StepFailed(
        DockerfileException.Invalid.of(surroundings.dockerfile(), step.span(), problem)
            .render()
            .stripTrailing(),
        failure.exitCode());
  }
}
