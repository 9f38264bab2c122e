package dev.slipway.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Strict reading and deterministic writing of JSON, without reflection.
///
/// Reading refuses what two readers could understand differently: names that occur twice, bytes
/// after the end, anything but UTF-8; and what could exhaust the memory: documents of more than
/// [#MAX_BYTES] and nesting deeper than [#MAX_DEPTH]. Writing yields the same bytes for the same
/// tree: UTF-8, no spaces, members in the order of the tree.
///
/// The tree is walked by hand, because an `ObjectMapper` costs more time at the start of the
/// program than everything that Slipway reads.
public final class Json {
  /// The largest document that is read, in bytes.
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  /// The deepest nesting that is read.
  public static final int MAX_DEPTH = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_BYTES)
                  .build())
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  /// A new, empty object.
  public static ObjectNode object() {
    return NODES.objectNode();
  }

  /// A new, empty array.
  public static ArrayNode array() {
    return NODES.arrayNode();
  }

  /// Reads a document whose root is an object.
  ///
  /// @param what what the document is called in messages, such as `manifest sha256:…`
  /// @throws ImageException.Malformed when it is not such a document, or too large or deep
  public static ObjectNode readObject(String what, byte[] bytes) {
    if (read(what, bytes) instanceof ObjectNode object) {
      return object;
    }
    throw new ImageException.Malformed(what + " is not a JSON object");
  }

  /// Reads a document.
  ///
  /// @param what what the document is called in messages, such as `manifest sha256:…`
  /// @throws ImageException.Malformed when it is not a document, or too large or deep
  public static JsonNode read(String what, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new ImageException.Malformed(
          "%s has %d bytes; at most %d are read".formatted(what, bytes.length, MAX_BYTES));
    }
    return read(what, decode(what, bytes));
  }

  /// Reads a document from text.
  ///
  /// @param what what the document is called in messages, such as `manifest sha256:…`
  /// @throws ImageException.Malformed when it is not a document, or too deep
  public static JsonNode read(String what, String text) {
    try (var parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new ImageException.Malformed(what + " is empty; a JSON document was expected");
      }
      var root = node(parser);
      if (parser.nextToken() != null) {
        throw new ImageException.Malformed(what + " goes on after the end of the JSON document");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new ImageException.Malformed(
          "%s is not well-formed JSON: %s%s"
              .formatted(what, e.getOriginalMessage(), place(e.getLocation())));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be read", e);
    }
  }

  /// The bytes of `node`: UTF-8, without spaces.
  public static byte[] write(JsonNode node) {
    var bytes = new ByteArrayOutputStream(1024);
    try (var generator = FACTORY.createGenerator(bytes)) {
      write(generator, node);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written", e);
    }
    return bytes.toByteArray();
  }

  /// The text of `node`, without spaces.
  public static String writeText(JsonNode node) {
    return new String(write(node), StandardCharsets.UTF_8);
  }

  private static String place(@Nullable JsonLocation at) {
    return at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
  }

  private static String decode(String what, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ImageException.Malformed(what + " is not UTF-8, so it is not JSON");
    }
  }

  private static JsonNode node(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> objectNode(parser);
      case START_ARRAY -> arrayNode(parser);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value begins with " + parser.currentToken());
    };
  }

  private static ObjectNode objectNode(JsonParser parser) throws IOException {
    var object = object();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      parser.nextToken();
      object.set(name, node(parser));
    }
    return object;
  }

  private static ArrayNode arrayNode(JsonParser parser) throws IOException {
    var array = array();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(node(parser));
    }
    return array;
  }

  private static JsonNode integer(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? NODES.numberNode(parser.getBigIntegerValue())
        : NODES.numberNode(parser.getLongValue());
  }

  private static void write(JsonGenerator generator, JsonNode node) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (var member : node.properties()) {
          generator.writeFieldName(member.getKey());
          write(generator, member.getValue());
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (var element : node) {
          write(generator, element);
        }
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(node.textValue());
      case NUMBER -> {
        if (node.isIntegralNumber()) {
          generator.writeNumber(node.bigIntegerValue());
        } else {
          generator.writeNumber(node.decimalValue());
        }
      }
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case NULL -> generator.writeNull();
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("no JSON for " + node.getNodeType());
    }
  }
}
