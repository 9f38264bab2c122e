package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a source word names.
final class Matches {
  private static final String PIVOT = "/./";

  private final CopySource.Files source;
  private final PathPatterns excluded;

  private Matches(CopySource.Files source, PathPatterns excluded) {
    this.source = source;
    this.excluded = excluded;
  }

  /// All that `source` names, in order; nothing when it is a pattern without matches.
  ///
  /// @throws BuildException.Definition when it is literal and names nothing, when the literal
  ///     folder before its first wildcard is not there, or when a pattern is malformed
  static List<Match> of(CopySource.Files source, CopyOptions options) throws IOException {
    try {
      var matches = new Matches(source, PathPatterns.compile(options.excludes()));
      return switch (options.paths()) {
        case BASE_NAME -> matches.byName();
        case WHOLE -> matches.byPath();
      };
    } catch (DockerfileException.BadPattern e) {
      throw new BuildException.Definition(String.valueOf(e.getMessage()), e);
    }
  }

  private List<Match> byName() throws IOException {
    var matches = new ArrayList<Match>();
    for (var path : resolve(SourceText.encode(source.word()))) {
      var from = Links.follow(source.tree(), path);
      var node = source.tree().find(from);
      if (node.isEmpty()) {
        throw Missing.source(source, path);
      }
      matches.add(
          node.get() instanceof Node.Directory(var metadata)
              ? new Match.Contents(
                  source.tree(),
                  from,
                  metadata,
                  SourceWalk.Selector.all(excluded),
                  Match.Time.TAKEN)
              : new Match.File(source.tree(), from, node.get(), path.name()));
    }
    return matches;
  }

  private List<TreePath> resolve(byte[] word) throws IOException {
    var path = TreePath.of(word);
    if (!Wildcards.isPattern(path)) {
      return List.of(path);
    }
    // A pattern may match nothing, but what comes before it must be there, as for a literal.
    var folder = Wildcards.literal(path);
    if (!folder.isRoot() && source.tree().find(Links.follow(source.tree(), folder)).isEmpty()) {
      throw Missing.source(source, folder);
    }
    return new Wildcards(source.tree()).matches(path);
  }

  private List<Match> byPath() throws IOException {
    int pivot = source.word().indexOf(PIVOT);
    var start = pivot < 0 ? "/" : source.word().substring(0, pivot);
    var rest = pivot < 0 ? source.word() : source.word().substring(pivot + PIVOT.length());
    var pattern = TreePath.of(SourceText.encode(rest));
    if (pattern.isRoot()) {
      throw new BuildException.Definition(
          "\"%s\": not found: with --parents a source must name something below the root; write * for all of it"
              .formatted(source.word()));
    }
    var time = pivot < 0 ? Match.Time.LEFT : Match.Time.TAKEN;
    var matches = new ArrayList<Match>();
    for (var path : resolve(SourceText.encode(start))) {
      var from = Links.follow(source.tree(), path);
      if (!(source.tree().find(from).orElse(null) instanceof Node.Directory(var metadata))) {
        throw Missing.source(source, path);
      }
      var selector = SourceWalk.Selector.matching(SourceText.decode(pattern.toArray()), excluded);
      var match = new Match.Contents(source.tree(), from, metadata, selector, time);
      if (!Wildcards.isPattern(pattern) && !names(match, from.resolve(pattern))) {
        throw Missing.source(source, path.resolve(pattern));
      }
      matches.add(match);
    }
    return matches;
  }

  /// Whether the walk reaches `path`, which is neither behind a link nor excluded.
  private static boolean names(Match.Contents match, TreePath path) throws IOException {
    var found = new boolean[1];
    SourceWalk.over(
        match.tree(),
        match.from(),
        match.selector(),
        new SourceWalk.Visitor() {
          @Override
          public void enter(Entry directory, SourceWalk.Reason reason) {
            found[0] |= directory.path().startsWith(path);
          }

          @Override
          public void leave(Entry directory, SourceWalk.Reason reason) {}

          @Override
          public void file(Entry file) {
            found[0] |= file.path().startsWith(path);
          }
        });
    return found[0];
  }
}
