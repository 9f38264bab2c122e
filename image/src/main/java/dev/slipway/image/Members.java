package dev.slipway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The members of a JSON object, read by name and type.
///
/// `null` counts as absent, because Go programs write it for empty lists and maps. It remembers
/// what was asked for, so that the rest can be kept.
final class Members {
  private final String what;
  private final ObjectNode object;
  private final Set<String> asked = new HashSet<>();

  Members(String what, ObjectNode object) {
    this.what = what;
    this.object = object;
  }

  static Members of(String what, JsonNode node) {
    if (node instanceof ObjectNode object) {
      return new Members(what, object);
    }
    throw new ImageException.Malformed(what + " is not a JSON object");
  }

  String what() {
    return what;
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  Optional<String> text(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isTextual()) {
                throw wrong(name, "a string");
              }
              return node.textValue();
            });
  }

  /// As [#text(String)], but the empty string counts as absent too.
  Optional<String> textUnlessEmpty(String name) {
    return text(name).filter(text -> !text.isEmpty());
  }

  String needText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  Optional<Long> number(String name) {
    return find(name).map(node -> toLong(name, node));
  }

  long needNumber(String name) {
    return number(name).orElseThrow(() -> missing(name));
  }

  boolean flag(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw wrong(name, "true or false");
              }
              return node.booleanValue();
            })
        .orElse(false);
  }

  Optional<Instant> time(String name) {
    return textUnlessEmpty(name)
        .map(
            text -> {
              try {
                return Timestamp.parse(text);
              } catch (DateTimeParseException e) {
                throw wrong(name, "a time such as 2026-01-31T12:00:00Z, but '%s'".formatted(text));
              }
            });
  }

  List<String> texts(String name) {
    return list(
        name,
        node -> {
          if (!node.isTextual()) {
            throw wrong(name, "an array of strings");
          }
          return node.textValue();
        });
  }

  <T> List<T> list(String name, Function<JsonNode, T> reader) {
    var node = find(name);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!node.get().isArray()) {
      throw wrong(name, "an array");
    }
    var elements = new ArrayList<T>(node.get().size());
    for (var element : node.get()) {
      elements.add(reader.apply(element));
    }
    return List.copyOf(elements);
  }

  SortedMap<String, String> textMap(String name) {
    var result = new TreeMap<String, String>();
    find(name)
        .ifPresent(
            node -> {
              if (!node.isObject()) {
                throw wrong(name, "an object whose members are strings");
              }
              for (var member : node.properties()) {
                var value = member.getValue();
                if (!value.isTextual() && !value.isNull()) {
                  throw wrong(name, "an object whose members are strings");
                }
                result.put(member.getKey(), value.isNull() ? "" : value.textValue());
              }
            });
    return Collections.unmodifiableSortedMap(result);
  }

  /// The names of an object whose values say nothing, as in `{"80/tcp": {}}`.
  List<String> names(String name) {
    var node = find(name);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!node.get().isObject()) {
      throw wrong(name, "an object");
    }
    return node.get().properties().stream().map(Map.Entry::getKey).sorted().toList();
  }

  Optional<JsonNode> node(String name) {
    return find(name);
  }

  Optional<Members> members(String name) {
    return find(name).map(node -> of(what + ": '" + name + "'", node));
  }

  Digest digest(String name) {
    var text = needText(name);
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(name, "a digest: " + e.getMessage());
    }
  }

  /// What nobody asked for, as JSON texts by name.
  SortedMap<String, String> others() {
    var result = new TreeMap<String, String>();
    for (var member : object.properties()) {
      if (!asked.contains(member.getKey())) {
        result.put(member.getKey(), Json.writeText(member.getValue()));
      }
    }
    return Collections.unmodifiableSortedMap(result);
  }

  ImageException missing(String name) {
    return new ImageException.Malformed("%s has no '%s'".formatted(what, name));
  }

  ImageException wrong(String name, String expected) {
    return new ImageException.Malformed("%s: '%s' is not %s".formatted(what, name, expected));
  }

  private Optional<JsonNode> find(String name) {
    asked.add(name);
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  private long toLong(String name, JsonNode node) {
    if (!node.isIntegralNumber()) {
      throw wrong(name, "an integer");
    }
    BigInteger value = node.bigIntegerValue();
    if (value.bitLength() > 63) {
      throw wrong(name, "an integer of 64 bits");
    }
    return value.longValue();
  }
}
