package dev.slipway.conformance.cases;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;

/// One line of a [TreeScript]: `kind path key=value… -> target : text`. Strings are byte strings.
record TreeLine(
    String kind, String path, Map<String, String> settings, String target, String text) {

  TreeLine {
    settings = Map.copyOf(settings);
  }

  static TreeLine parse(String line) {
    int colon = (line + " ").indexOf(" : ");
    var text = colon < 0 ? "" : (line + " ").substring(colon + 3, line.length());
    var head = colon < 0 ? line : line.substring(0, colon);
    int arrow = head.indexOf(" -> ");
    var target = arrow < 0 ? "" : head.substring(arrow + 4);
    var words = (arrow < 0 ? head : head.substring(0, arrow)).strip().split(" +", -1);
    var settings = new HashMap<String, String>();
    for (int i = 2; i < words.length; i++) {
      var pair = words[i].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    return new TreeLine(words[0], bytes(words[1]), settings, bytes(target), bytes(text));
  }

  long number(String key, long otherwise) {
    var text = settings.get(key);
    return text == null ? otherwise : Long.parseLong(text);
  }

  String word(String key) {
    return settings.getOrDefault(key, "");
  }

  int octal(String key, int otherwise) {
    var text = settings.get(key);
    return text == null ? otherwise : Integer.parseInt(text, 8);
  }

  /// Reads `\n`, `\t`, `\r`, `\\` and `\xff`.
  private static String bytes(String escaped) {
    var raw = new String(escaped.getBytes(UTF_8), ISO_8859_1);
    var out = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char next = raw.charAt(++i);
      switch (next) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'x' -> {
          out.append((char) Integer.parseInt(raw.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> out.append(next);
      }
    }
    return out.toString();
  }
}
