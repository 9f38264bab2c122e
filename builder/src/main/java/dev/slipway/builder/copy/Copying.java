package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.users.Accounts;
import dev.slipway.builder.users.Owner;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Executes COPY and ADD.
///
/// Sources are copied one after another, each seeing what those before it left; then all that
/// changed goes to the layer at once, in order.
public final class Copying {
  private final CopyRequest request;
  private final Draft draft;
  private final Placement placement;
  private final Destination destination;
  // Files that stand where the destination itself is: a second one would silently replace the
  // first.
  private final Set<TreePath> landed = new HashSet<>();

  private final List<Extraction> extractions = new ArrayList<>();

  private Copying(CopyRequest request) throws IOException {
    this.request = request;
    var options = request.options();
    var base = options.base() == CopyOptions.Base.SEEN ? request.stage() : EmptyTree.INSTANCE;
    this.draft = new Draft(base, request.clock());
    this.placement =
        new Placement(
            draft,
            owner(request),
            options.chmod().map(ModeChange::parse).orElse(new ModeChange.Kept()),
            new Copied());
    this.destination = Destination.of(request.destination(), request.workingDirectory());
  }

  /// Copies what `request` says, and puts what changes in its stage to `output`.
  ///
  /// Nothing is put when all sources are patterns that match nothing.
  ///
  /// @return what tells whether the files on disk held what they were keyed with
  ///
  /// @throws BuildException.Definition when the request cannot be done as written
  /// @throws IOException when a tree cannot be read or the layer not written
  public static Copied copy(CopyRequest request, LayerOutput output) throws IOException {
    var copying = new Copying(request);
    try {
      for (var source : request.sources()) {
        copying.add(source);
      }
      copying.draft.emit(output);
      return copying.placement.copied();
    } finally {
      for (var extraction : copying.extractions) {
        extraction.close();
      }
    }
  }

  private static Optional<Owner> owner(CopyRequest request) throws IOException {
    var text = request.options().chown();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (request.options().base() == CopyOptions.Base.SEEN) {
      return Optional.of(Accounts.of(request.stage()).owner(text.get()));
    }
    return Optional.of(
        Accounts.numericOwner(text.get())
            .orElseThrow(
                () ->
                    new BuildException.Definition(
                        "--chown=%s cannot be used with --link, which does not look at the image that the names are in. Write numbers, or leave out --link"
                            .formatted(text.get()))));
  }

  private void add(CopySource source) throws IOException {
    switch (source) {
      case CopySource.Heredoc heredoc -> addHeredoc(heredoc);
      case CopySource.Files files -> addFiles(files);
      case CopySource.Remote remote -> addRemote(remote);
    }
  }

  private void addRemote(CopySource.Remote remote) throws IOException {
    var tree = remote.files().tree();
    if (remote.name().isEmpty()) {
      var metadata = tree.find(TreePath.ROOT).orElseThrow().metadata();
      addContents(
          new Match.Contents(
              tree,
              TreePath.ROOT,
              metadata,
              SourceWalk.Selector.all(PathPatterns.compile(request.options().excludes())),
              Match.Time.TAKEN));
      return;
    }
    var name = Bytes.of(SourceText.encode(remote.name().get()));
    var path = TreePath.ROOT.child(name);
    var node = tree.find(path).orElseThrow(() -> new FileNotFoundException(remote.title()));
    addFile(new Match.File(tree, path, node, name), remote.archives());
  }

  private void addHeredoc(CopySource.Heredoc heredoc) throws IOException {
    var content = heredoc.content();
    var node = new Node.RegularFile(draft.stamped(Metadata.of(0644, 0)), content.length(), 0);
    placement.putFile(
        fileTarget(Bytes.of(SourceText.encode(heredoc.name()))),
        node,
        () -> new ByteArrayInputStream(content.toArray()));
  }

  private void addFiles(CopySource.Files source) throws IOException {
    for (var match : Matches.of(source, request.options())) {
      switch (match) {
        case Match.File file -> addFile(file, request.options().archives());
        case Match.Contents contents -> addContents(contents);
      }
    }
  }

  private void addContents(Match.Contents contents) throws IOException {
    var target = placement.makeDirectories(destination.path());
    Merge.contents(contents, target, placement);
    if (contents.time() == Match.Time.TAKEN) {
      takeTime(target, contents.metadata());
    }
  }

  private void addFile(Match.File file, CopyOptions.Archives archives) throws IOException {
    if (archives == CopyOptions.Archives.EXTRACTED && file.node() instanceof Node.RegularFile) {
      var archive = Archive.at(file.tree(), file.from());
      if (archive.isPresent()) {
        var target = placement.makeParents(destination.path());
        extractions.add(Extraction.into(target, archive.get(), placement, request.scratch()));
        return;
      }
    }
    Merge.file(file, fileTarget(file.name()), placement);
  }

  /// Where a file called `name` goes.
  private TreePath fileTarget(Bytes name) throws IOException {
    var path = draft.follow(destination.path());
    if (destination.shape() == Destination.Shape.DIRECTORY
        || draft.find(path).orElse(null) instanceof Node.Directory) {
      return placement.makeDirectories(destination.path()).child(name);
    }
    placement.makeDirectories(path.parent());
    if (!landed.add(path)) {
      throw new BuildException.Definition(
          "several sources would become the one file %s. End the destination with a slash to make it a directory: %s/"
              .formatted(path, request.destination()));
    }
    return path;
  }

  private void takeTime(TreePath target, Metadata source) throws IOException {
    if (!target.isRoot() && draft.find(target).orElse(null) instanceof Node.Directory(var there)) {
      draft.putDirectory(target, there.withTime(source.seconds(), source.nanoseconds()));
    }
  }
}
