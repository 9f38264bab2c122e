package dev.slipway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One step of how an image came to be.
///
/// @param created when it was made
/// @param createdBy what made it, as in `COPY . /app # buildkit`
/// @param author who made it
/// @param comment what else is said about it
/// @param kind whether the step made a layer
/// @param others members that are not known here: name -> JSON text
public record History(
    Optional<Instant> created,
    Optional<String> createdBy,
    Optional<String> author,
    Optional<String> comment,
    Kind kind,
    SortedMap<String, String> others) {

  /// Whether a step made a layer.
  public enum Kind {
    /// It made the layer at its place in the list of diff ids.
    LAYER,
    /// It changed only the config.
    EMPTY
  }

  /// Copies and sorts.
  public History {
    others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
  }

  /// A step that `createdBy` tells.
  public static History of(Instant created, String createdBy, Kind kind) {
    return new History(
        Optional.of(created),
        Optional.of(createdBy),
        Optional.empty(),
        Optional.empty(),
        kind,
        new TreeMap<>());
  }

  /// The same step, with `newComment`.
  public History withComment(String newComment) {
    return new History(created, createdBy, author, Optional.of(newComment), kind, others);
  }

  /// The same step, made by `newAuthor`.
  public History withAuthor(String newAuthor) {
    return new History(created, createdBy, Optional.of(newAuthor), comment, kind, others);
  }

  static History read(String what, JsonNode node) {
    var members = Members.of(what, node);
    return new History(
        members.time("created"),
        members.text("created_by"),
        members.text("author"),
        members.text("comment"),
        members.flag("empty_layer") ? Kind.EMPTY : Kind.LAYER,
        members.others());
  }

  ObjectNode write() {
    var node = Json.object();
    created.ifPresent(value -> node.put("created", Timestamp.text(value)));
    createdBy.ifPresent(value -> node.put("created_by", value));
    author.ifPresent(value -> node.put("author", value));
    comment.ifPresent(value -> node.put("comment", value));
    if (kind == Kind.EMPTY) {
      node.put("empty_layer", true);
    }
    ImageConfig.writeOthers(node, others);
    return node;
  }
}
