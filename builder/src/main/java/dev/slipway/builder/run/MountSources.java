package dev.slipway.builder.run;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.cache.StepInputs;
import dev.slipway.builder.copy.CopyOptions;
import dev.slipway.builder.copy.CopySource;
import dev.slipway.builder.copy.Selection;
import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.plan.Action;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.RunMount;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.worker.Attachment;
import dev.slipway.dockerfile.Mount;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The files that mounts of RUN take from stages, images and contexts: as part of the cache key,
/// and as something that a sandbox can be shown.
///
/// Stages and images are layers already. Of a context the selection is made a layer too, which no
/// image ever has: it is seen through the ignore file, belongs to root as in a COPY, does not
/// change while the command runs, and can be extracted by the worker like any other.
final class MountSources {
  private static final TreePath SOURCE = TreePath.of("source");

  private final Execution execution;
  private final Surroundings surroundings;
  private final Trees trees;
  private final Origins origins;

  MountSources(Execution execution, Surroundings surroundings, Trees trees, Origins origins) {
    this.execution = execution;
    this.surroundings = surroundings;
    this.trees = trees;
    this.origins = origins;
  }

  /// `inputs` and what `run` takes from elsewhere; stages and images are named by what they depend
  /// on.
  StepInputs definition(StepInputs inputs, Action.Run run, Function<Basis, String> basisKey)
      throws IOException {
    var named = inputs;
    var inContext = new ArrayList<RunMount>();
    for (var mount : run.mounts()) {
      switch (mount.origin().orElse(null)) {
        case null -> {}
        case Action.Origin.Files(var basis) ->
            named = named.with("the source of the mount " + name(mount), basisKey.apply(basis));
        case Action.Origin.Context _, Action.Origin.NamedFolder _ -> inContext.add(mount);
      }
    }
    return withFiles(named, inContext);
  }

  /// `inputs` and the content of all that `run` takes from elsewhere.
  StepInputs contents(StepInputs inputs, Action.Run run) throws IOException {
    return withFiles(
        inputs, run.mounts().stream().filter(mount -> mount.origin().isPresent()).toList());
  }

  private StepInputs withFiles(StepInputs inputs, List<RunMount> mounts) throws IOException {
    if (mounts.isEmpty()) {
      return inputs;
    }
    var digests = new RecordedDigests(surroundings.fileDigests());
    var all = KeyWriter.of("mounted files");
    for (var mount : mounts) {
      all.text("mount", name(mount)).digest("files", selection(mount, digests));
    }
    return inputs.withFiles(all.finish(), digests.recorded());
  }

  private static String name(RunMount mount) {
    return mount.target().orElse("");
  }

  private Digest selection(RunMount mount, RecordedDigests digests) throws IOException {
    var origin = origin(mount);
    var files =
        new CopySource.Files(origins.tree(origin), origins.name(origin), literal(source(mount)));
    return Selection.digest(List.of(files), CopyOptions.copy(), digests);
  }

  // A mount's source is no pattern.
  private static String literal(String source) {
    return source.replaceAll("([*?\\[\\]\\\\])", "\\\\$1");
  }

  private static Action.Origin origin(RunMount mount) {
    return mount.origin().orElseThrow();
  }

  private static String source(RunMount mount) {
    var written =
        switch (mount.mount()) {
          case Mount.Bind bind -> bind.source();
          case Mount.Cache cache -> cache.source();
          case Mount.Tmpfs _, Mount.Secret _, Mount.Ssh _ -> "";
        };
    return written.isEmpty() ? "/" : written;
  }

  /// What `mount`, which takes files from elsewhere, shows.
  ///
  /// @throws BuildException.Definition when its source is not there
  Attachment.Tree attachment(RunMount mount) throws IOException {
    var origin = origin(mount);
    var tree = origins.tree(origin);
    var path = Symlinks.of(tree).follow(TreePath.of(SourceText.encode(source(mount))));
    var node =
        tree.find(path)
            .orElseThrow(
                () ->
                    new BuildException.Definition(
                        "\"%s\": not found in %s".formatted(path, origins.name(origin))));
    return switch (origin) {
      case Action.Origin.Files(var basis) ->
          new Attachment.Tree(trees.layers(execution.chain(basis)), path.toString());
      case Action.Origin.Context _, Action.Origin.NamedFolder _ ->
          new Attachment.Tree(trees.layers(layer(mount, tree, path, node)), SOURCE.toString());
    };
  }

  // The key has times, too, which a selection does not: tools look at them.
  private Chain layer(RunMount mount, Tree tree, TreePath path, Node node) throws IOException {
    var selection = selection(mount, new RecordedDigests(surroundings.fileDigests()));
    var writer = KeyWriter.of("mount source").digest("selection", selection);
    time(writer, node);
    for (var entries = tree.walk(path); entries.hasNext(); ) {
      time(writer, entries.next().node());
    }
    var key = writer.finish();
    var known = surroundings.store().steps().find(key).filter(this::isHere);
    if (known.isPresent()) {
      return Chain.of(known.get(), List.of());
    }
    var diffId = NewLayer.write(surroundings.store(), output -> write(tree, path, node, output));
    var chain = Chain.EMPTY.with(diffId, surroundings.clock().instant());
    surroundings.store().steps().remember(key, chain.remembered());
    return chain;
  }

  private static void time(KeyWriter writer, Node node) {
    writer
        .number("seconds", node.metadata().seconds())
        .number("nanoseconds", node.metadata().nanoseconds());
  }

  private boolean isHere(List<dev.slipway.builder.store.Steps.Made> chain) {
    return chain.stream()
        .allMatch(made -> surroundings.store().layers().find(made.diffId()).isPresent());
  }

  private static void write(Tree tree, TreePath path, Node node, LayerOutput output)
      throws IOException {
    output.put(SOURCE, node, () -> tree.open(path));
    for (var entries = tree.walk(path); entries.hasNext(); ) {
      var entry = entries.next();
      output.put(
          SOURCE.resolve(entry.path().relativeTo(path)),
          entry.node(),
          () -> tree.open(entry.path()));
    }
  }

  /// What tells this origin from others, once it is there.
  String identity(Action.Origin origin) {
    return switch (origin) {
      case Action.Origin.Context _ -> "context";
      case Action.Origin.NamedFolder(var name) -> "folder " + name;
      case Action.Origin.Files(var basis) ->
          execution.chain(basis).id().map(Object::toString).orElse("scratch");
    };
  }
}
