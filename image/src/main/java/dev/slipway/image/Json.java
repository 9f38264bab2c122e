package dev.slipway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Strict reading and deterministic writing of JSON, without reflection.
///
/// Reading refuses what two readers could understand differently: names that occur twice, bytes
/// after the end, anything but UTF-8; and what could exhaust the memory: documents of more than
/// [#MAX_BYTES] and nesting deeper than [#MAX_DEPTH]. Writing yields the same bytes for the same
/// tree: UTF-8, no spaces, members in the order of the tree.
///
/// The trees are Jackson's; reading and writing are not, because they cost more time at the start
/// of the program than everything that a cached build does with them.
public final class Json {
  /// The largest document that is read, in bytes.
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  /// The deepest nesting that is read.
  public static final int MAX_DEPTH = 100;

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
    return new JsonReader(what, text).read();
  }

  /// The bytes of `node`: UTF-8, without spaces.
  public static byte[] write(JsonNode node) {
    return writeText(node).getBytes(StandardCharsets.UTF_8);
  }

  /// The text of `node`, without spaces.
  public static String writeText(JsonNode node) {
    return JsonWriter.text(node);
  }

  private static String decode(String what, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ImageException.Malformed(what + " is not UTF-8, so it is not JSON");
    }
  }
}
