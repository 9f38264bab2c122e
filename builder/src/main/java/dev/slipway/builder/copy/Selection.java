package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.context.ContentDigests;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the sources of a COPY or ADD name right now, as one digest.
///
/// In it are names, types, modes, owners, link targets, hard links, capabilities and content; not
/// times, and not where a source is found: only the last name of a file counts, and nothing of a
/// directory's. The destination, `--chown` and `--chmod` are not in it either: they are part of the
/// instruction. Each part is preceded by its length, and the first names the version.
public final class Selection {
  private static final String VERSION = "slipway selection 1";
  private static final int CHUNK = 16 * 1024;
  private static final String CAPABILITY = "security.capability";

  private final ContentDigests contents;
  private final MessageDigest hasher = Digest.Algorithm.SHA256.hasher();
  // A hash function is slow to take many small pieces.
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(CHUNK + CHUNK / 8);

  private Selection(ContentDigests contents) {
    this.contents = contents;
    part(VERSION);
  }

  /// The digest of what `sources` name, with the flags in `options`.
  ///
  /// @throws BuildException.Definition when a literal source names nothing
  /// @throws IOException when a tree cannot be read
  public static Digest digest(
      List<CopySource> sources, CopyOptions options, ContentDigests contents) throws IOException {
    var selection = new Selection(contents);
    for (var source : sources) {
      switch (source) {
        case CopySource.Heredoc(var name, var content) -> {
          selection.part("heredoc");
          selection.part(name);
          selection.part(content.toArray());
        }
        case CopySource.Remote remote -> {
          selection.part("remote");
          selection.part(remote.name().orElse(""));
          selection.part(remote.identity());
          selection.part(remote.archives().name());
        }
        case CopySource.Files files -> {
          selection.part("source");
          for (var match : Matches.of(files, options)) {
            selection.add(match);
          }
        }
      }
    }
    selection.flush();
    return Digest.finish(selection.hasher);
  }

  private void add(Match match) throws IOException {
    switch (match) {
      case Match.File(var tree, var from, var node, var name) -> {
        part("file");
        add(tree, List.of(new Line(from, name, node)));
      }
      case Match.Contents folder -> {
        part("contents");
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
            var name = Bytes.of(file.path().relativeTo(folder.from()).toArray());
            lines.add(new Line(file.path(), name, file.node()));
          }
        });
    return lines;
  }

  private void add(Tree tree, List<Line> lines) throws IOException {
    var files = new ArrayList<TreePath>(lines.size());
    for (var line : lines) {
      if (line.node instanceof Node.RegularFile) {
        files.add(line.from);
      }
    }
    var digests = contents.of(tree, files).iterator();
    Map<Long, Integer> groups = new HashMap<>();
    for (var line : lines) {
      part(line.name.toArray());
      switch (line.node) {
        case Node.Directory _ -> part("directory");
        case Node.RegularFile(_, _, long group) -> {
          part("file");
          part(digests.next().hex());
          number(group == 0 ? 0 : groups.computeIfAbsent(group, _ -> groups.size() + 1));
        }
        case Node.Symlink(_, var target) -> {
          part("link");
          part(target.toArray());
        }
        case Node.Device(_, var kind, long major, long minor) -> {
          part(kind.name());
          number(major);
          number(minor);
        }
        case Node.Fifo _ -> part("pipe");
      }
      var metadata = line.node.metadata();
      number(metadata.mode());
      number(metadata.uid());
      number(metadata.gid());
      part(metadata.attributes().getOrDefault(CAPABILITY, Bytes.EMPTY).toArray());
    }
    part("end");
  }

  private void number(long value) {
    integer(Long.BYTES);
    integer((int) (value >>> Integer.SIZE));
    integer((int) value);
  }

  private void part(String text) {
    part(text.getBytes(StandardCharsets.UTF_8));
  }

  private void part(byte[] bytes) {
    integer(bytes.length);
    pending.writeBytes(bytes);
    if (pending.size() >= CHUNK) {
      flush();
    }
  }

  private void integer(int value) {
    pending.write(value >>> 24);
    pending.write(value >>> 16);
    pending.write(value >>> 8);
    pending.write(value);
  }

  private void flush() {
    hasher.update(pending.toByteArray());
    pending.reset();
  }
}
