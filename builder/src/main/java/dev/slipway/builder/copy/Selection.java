package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.context.ContentDigests;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// What the sources of a COPY or ADD name right now, as one digest.
///
/// In it are names, types, modes, owners, link targets, hard links, capabilities and content; not
/// times, and not where a source is found: only the last name of a file counts, and nothing of a
/// directory's. The destination, `--chown` and `--chmod` are not in it either: they are part of the
/// instruction. The first part names the version.
public final class Selection {
  private static final String VERSION = "slipway selection 3";
  private static final String CAPABILITY = "security.capability";

  // What a part or a file begins with.
  private static final int HEREDOC = 1;
  private static final int REMOTE = 2;
  private static final int SOURCE = 3;
  private static final int SINGLE = 4;
  private static final int CONTENTS = 5;
  private static final int DIRECTORY = 6;
  private static final int REGULAR_FILE = 7;
  private static final int SYMLINK = 8;
  private static final int DEVICE = 9;
  private static final int FIFO = 10;

  // Beside the mode of what belongs to root and has no capability: nearly all, and each byte counts
  // where there are thousands of files.
  private static final int PLAIN = 1 << 16;

  private final ContentDigests contents;
  private final PartDigest parts = new PartDigest();

  private Selection(ContentDigests contents) {
    this.contents = contents;
    parts.text(VERSION);
  }

  /// The digest of what `sources` name, with the flags in `options`.
  ///
  /// @throws BuildException.Definition when a literal source names nothing
  /// @throws IOException when a tree cannot be read
  public static Digest digest(
      List<CopySource> sources, CopyOptions options, ContentDigests contents) throws IOException {
    var selection = new Selection(contents);
    for (var source : sources) {
      selection.add(source, options);
    }
    return selection.parts.finish();
  }

  private void add(CopySource source, CopyOptions options) throws IOException {
    switch (source) {
      case CopySource.Heredoc(var name, var content) -> {
        parts.number(HEREDOC);
        parts.text(name);
        parts.bytes(content);
      }
      case CopySource.Remote remote -> {
        parts.number(REMOTE);
        parts.text(remote.name().orElse(""));
        parts.text(remote.identity());
        parts.text(remote.archives().name());
      }
      case CopySource.Files files -> {
        var matches = Matches.of(files, options);
        parts.number(SOURCE);
        parts.number(matches.size());
        for (var match : matches) {
          add(match);
        }
      }
    }
  }

  private void add(Match match) throws IOException {
    switch (match) {
      case Match.File(var tree, var from, var node, var name) -> {
        parts.number(SINGLE);
        add(tree, List.of(new Line(from, name, node)));
      }
      case Match.Contents folder -> {
        parts.number(CONTENTS);
        add(folder.tree(), linesOf(folder));
      }
    }
  }

  private record Line(TreePath from, Bytes name, Node node) {}

  private static List<Line> linesOf(Match.Contents folder) throws IOException {
    var lines = new ArrayList<Line>();
    SourceWalk.over(
        folder.tree(),
        folder.from(),
        folder.selector(),
        new SourceWalk.Visitor() {
          @Override
          public void enter(Entry directory, SourceWalk.Reason reason) {
            file(directory);
          }

          @Override
          public void leave(Entry directory, SourceWalk.Reason reason) {}

          @Override
          public void file(Entry file) {
            var name = file.path().relativeTo(folder.from()).bytes();
            lines.add(new Line(file.path(), name, file.node()));
          }
        });
    return lines;
  }

  private void add(Tree tree, List<Line> lines) throws IOException {
    var hashes = contents.of(tree, regularFiles(lines)).iterator();
    var links = new HashMap<Long, Integer>();
    parts.number(lines.size());
    for (var line : lines) {
      parts.bytes(line.name);
      switch (line.node) {
        case Node.Directory _ -> parts.number(DIRECTORY);
        case Node.RegularFile(_, _, long group) -> {
          parts.number(REGULAR_FILE);
          parts.hash(hashes.next());
          parts.number(group == 0 ? 0 : links.computeIfAbsent(group, _ -> links.size() + 1));
        }
        case Node.Symlink(_, var target) -> {
          parts.number(SYMLINK);
          parts.bytes(target);
        }
        case Node.Device(_, var kind, long major, long minor) -> {
          parts.number(DEVICE);
          parts.text(kind.name());
          parts.number(major);
          parts.number(minor);
        }
        case Node.Fifo _ -> parts.number(FIFO);
      }
      add(line.node.metadata());
    }
  }

  private static List<TreePath> regularFiles(List<Line> lines) {
    var files = new ArrayList<TreePath>(lines.size());
    for (var line : lines) {
      if (line.node instanceof Node.RegularFile) {
        files.add(line.from);
      }
    }
    return files;
  }

  private void add(Metadata metadata) {
    boolean plain =
        metadata.uid() == 0
            && metadata.gid() == 0
            && !metadata.attributes().containsKey(CAPABILITY);
    parts.number(metadata.mode() | (plain ? PLAIN : 0));
    if (!plain) {
      parts.number(metadata.uid());
      parts.number(metadata.gid());
      parts.bytes(metadata.attributes().getOrDefault(CAPABILITY, Bytes.EMPTY));
    }
  }
}
