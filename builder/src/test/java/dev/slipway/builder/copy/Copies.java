package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.MemoryTree;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/// COPY and ADD as a test writes them, and what they leave as text.
final class Copies {
  static final Instant CLOCK = Instant.ofEpochSecond(1_000);

  private Copies() {}

  /// What `COPY words…` leaves in the layer; the last word is the destination.
  static RecordedLayer copy(Tree context, Tree stage, String... words) {
    return copy(options -> options, context, stage, words);
  }

  /// What `COPY` with flags leaves in the layer.
  static RecordedLayer copy(
      UnaryOperator<CopyOptions> flags, Tree context, Tree stage, String... words) {
    return run(flags.apply(CopyOptions.copy()), context, stage, words);
  }

  /// What `ADD` leaves in the layer.
  static RecordedLayer add(Tree context, Tree stage, String... words) {
    return run(CopyOptions.add(), context, stage, words);
  }

  static RecordedLayer run(CopyOptions options, Tree context, Tree stage, String... words) {
    var layer = new RecordedLayer();
    try {
      Copying.copy(request(options, context, stage, words), layer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return layer;
  }

  static CopyRequest request(CopyOptions options, Tree context, Tree stage, String... words) {
    var sources = new ArrayList<CopySource>();
    for (var word : List.of(words).subList(0, words.length - 1)) {
      sources.add(
          word.startsWith("<<")
              ? new CopySource.Heredoc(word.substring(2), Bytes.of("body of " + word.substring(2)))
              : new CopySource.Files(context, "the build context", word));
    }
    return new CopyRequest(
        sources,
        words[words.length - 1],
        "/work",
        stage,
        options,
        CLOCK,
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  /// One line for each entry: path, type and mode, owner, time, content or target.
  static String show(RecordedLayer layer) {
    var text = new StringJoiner("\n", "", "\n");
    for (var entry : layer.tree.entries().entrySet()) {
      text.add(show(layer.tree, entry.getKey(), entry.getValue()));
    }
    return layer.tree.entries().isEmpty() ? "" : text.toString();
  }

  private static String show(MemoryTree tree, TreePath path, Node node) {
    var metadata = node.metadata();
    var common =
        "%o %d:%d @%d"
            .formatted(metadata.mode(), metadata.uid(), metadata.gid(), metadata.seconds());
    var attributes = metadata.attributes().isEmpty() ? "" : " " + metadata.attributes();
    return switch (node) {
          case Node.Directory _ -> path + "/ " + common;
          case Node.RegularFile file ->
              path
                  + " "
                  + common
                  + (file.linkGroup() == 0 ? "" : " linked " + file.linkGroup())
                  + " '"
                  + content(tree, path)
                  + "'";
          case Node.Symlink link -> path + " -> " + link.target();
          case Node.Device device ->
              path + " device " + common + " " + device.major() + "," + device.minor();
          case Node.Fifo _ -> path + " fifo " + common;
        }
        + attributes;
  }

  static String content(MemoryTree tree, TreePath path) {
    try (var in = tree.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
