package dev.slipway.conformance.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.conformance.ConformanceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes the lines of one portrait.
final class Painter {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final View view;
  private final BuiltImage image;
  private final Optional<BuiltImage> base;
  private final Map<String, String> known = new HashMap<>();

  Painter(View view, BuiltImage image) {
    this.view = view;
    this.image = image;
    this.base =
        view.bases().stream()
            .filter(image::standsOn)
            .max(Comparator.comparingInt(base -> base.layers().size()));
    view.bases().forEach(this::learn);
  }

  Portrait portrait() {
    return new Portrait(config(), history(), layers(), tree());
  }

  /// Remembers the long files of the base, so that a copy of one is told by name: the text must not
  /// depend on which version of a shell the machine has.
  private void learn(BuiltImage base) {
    base.tree()
        .entries()
        .forEach(
            (name, entry) -> {
              if (entry.node() instanceof Entry.Plain(_, var sha256, var text, _)
                  && text.isEmpty()) {
                known.putIfAbsent(sha256, name);
              }
            });
  }

  private SortedMap<String, String> config() {
    var lines = new TreeMap<String, String>();
    for (var key : List.of("author", "architecture", "os", "os.version", "variant")) {
      var value = image.config().path(key);
      if (isSaid(value)) {
        lines.put(key, value.toString());
      }
    }
    for (var field : image.config().path("config").properties()) {
      if (field.getKey().equals("Env")) {
        int index = 0;
        for (var variable : field.getValue()) {
          lines.put("Env %02d".formatted(++index), variable.toString());
        }
      } else if (isSaid(field.getValue())) {
        lines.put(field.getKey(), sorted(field.getValue()));
      }
    }
    return lines;
  }

  /// Null, "" and empty lists mean what an absent key means.
  private static boolean isSaid(JsonNode value) {
    return !(value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.asText().isEmpty())
        || (value.isContainerNode() && value.isEmpty()));
  }

  /// The value with the keys of all objects sorted.
  private static String sorted(JsonNode value) {
    try {
      return JSON.writeValueAsString(JSON.convertValue(value, Object.class));
    } catch (JsonProcessingException e) {
      throw new ConformanceException.Unreadable("writing " + value, e);
    }
  }

  private List<String> history() {
    var lines = new ArrayList<String>();
    for (var entry : image.config().path("history")) {
      var mark = entry.path("empty_layer").asBoolean() ? "(empty) " : "";
      lines.add(mark + TextNode.valueOf(entry.path("created_by").asText()));
    }
    int shared = base.map(b -> b.config().path("history").size()).orElse(0);
    return lines.subList(Math.min(shared, lines.size()), lines.size());
  }

  private List<String> layers() {
    if (!view.aspects().contains(View.Aspect.LAYERS)) {
      return List.of();
    }
    int shared = base.map(b -> b.layers().size()).orElse(0);
    return image.layers().subList(shared, image.layers().size()).stream()
        .map(layer -> String.join(", ", layer.names().stream().map(Painter::shown).toList()))
        .toList();
  }

  private SortedMap<String, String> tree() {
    var lines = lines(image.tree());
    base.ifPresent(
        b ->
            lines(b.tree())
                .forEach(
                    (name, line) -> {
                      if (!lines.containsKey(name)) {
                        lines.put(name, "gone");
                      } else if (line.equals(lines.get(name))) {
                        lines.remove(name);
                      }
                    }));
    var goneBelow = new TreeMap<>(lines);
    lines.keySet().removeIf(name -> "gone".equals(goneBelow.get(parent(name))));
    return lines;
  }

  private SortedMap<String, String> lines(Tree tree) {
    var lines = new TreeMap<String, String>();
    tree.entries().forEach((name, entry) -> lines.put(shown(name), line(name, entry)));
    return lines;
  }

  private static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash <= 0 ? "/" : name.substring(0, slash);
  }

  private String line(String name, Entry entry) {
    var line = new StringBuilder();
    var owner = "%04o %d:%d".formatted(entry.mode(), entry.uid(), entry.gid());
    switch (entry.node()) {
      case Entry.Folder() -> line.append("dir ").append(owner);
      case Entry.Symlink(var target) ->
          line.append("link %d:%d -> ".formatted(entry.uid(), entry.gid())).append(shown(target));
      case Entry.Pipe() -> line.append("pipe ").append(owner);
      case Entry.Device(var kind, var major, var minor) ->
          line.append("%s %s %d,%d".formatted(kind, owner, major, minor));
      case Entry.Plain(var size, var sha256, var text, var first) -> {
        line.append("file ").append(owner).append(' ').append(content(size, sha256, text));
        if (!first.equals(name)) {
          line.append(" = ").append(shown(first));
        }
      }
    }
    new TreeMap<>(entry.attributes())
        .forEach((key, value) -> line.append(' ').append(key).append('=').append(hex(value)));
    if (isTimed(entry)) {
      line.append(" at ").append(view.time().apply(entry.modified()));
    }
    return line.toString();
  }

  private boolean isTimed(Entry entry) {
    return view.aspects()
        .contains(
            entry.node() instanceof Entry.Folder ? View.Aspect.FOLDER_TIMES : View.Aspect.TIMES);
  }

  private String content(long size, String sha256, Optional<String> text) {
    if (text.isPresent()) {
      return TextNode.valueOf(text.get()).toString();
    }
    var name = known.get(sha256);
    return name != null ? "the base's " + name : size + " bytes, sha256 " + sha256;
  }

  private static String hex(String bytes) {
    return HexFormat.of().formatHex(bytes.getBytes(ISO_8859_1));
  }

  /// A name for people: as UTF-8 if it is that, bytes that are not in the form `\xff`.
  static String shown(String name) {
    var bytes = name.getBytes(ISO_8859_1);
    var text = new String(bytes, UTF_8);
    boolean whole = Arrays.equals(text.getBytes(UTF_8), bytes);
    var shown = new StringBuilder();
    (whole ? text : name)
        .chars()
        .forEach(
            c -> {
              if (c == '\\' || c < ' ' || c == 0x7f || (!whole && c > 0x7f)) {
                shown.append("\\x%02x".formatted(c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }
}
