package dev.slipway.image;

import com.fasterxml.jackson.databind.JsonNode;

/// Writes a JSON tree as text: no spaces, and no escapes but those that must be.
final class JsonWriter {
  private static final String HEX = "0123456789ABCDEF";

  private final StringBuilder text = new StringBuilder(1024);

  private JsonWriter() {}

  static String text(JsonNode node) {
    var writer = new JsonWriter();
    writer.write(node);
    return writer.text.toString();
  }

  private void write(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        char before = '{';
        for (var member : node.properties()) {
          text.append(before);
          string(member.getKey());
          text.append(':');
          write(member.getValue());
          before = ',';
        }
        text.append(node.isEmpty() ? "{}" : "}");
      }
      case ARRAY -> {
        char before = '[';
        for (var element : node) {
          text.append(before);
          write(element);
          before = ',';
        }
        text.append(node.isEmpty() ? "[]" : "]");
      }
      case STRING -> string(node.textValue());
      case NUMBER -> {
        if (node.canConvertToLong() && node.isIntegralNumber()) {
          text.append(node.longValue());
        } else {
          text.append(node.isIntegralNumber() ? node.bigIntegerValue() : node.decimalValue());
        }
      }
      case BOOLEAN -> text.append(node.booleanValue());
      case NULL -> text.append("null");
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("no JSON for " + node.getNodeType());
    }
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ') {
            text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
