package dev.slipway.conformance.oracle;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One name of a merged file system. `attributes` are extended attributes, by name, with values
/// as byte strings; `modified` is what the archive said, to the nanosecond.
public record Entry(
    Node node, int mode, long uid, long gid, Map<String, String> attributes, Instant modified) {

  /// Copies the attributes.
  public Entry {
    attributes = Map.copyOf(attributes);
  }

  /// What kind of thing bears the name, with what only that kind has.
  public sealed interface Node {}

  /// A folder.
  public record Folder() implements Node {}

  /// A regular file: its size in bytes, the hexadecimal SHA-256 of its content, the content itself
  /// if it is short and plain text, and the first of all names that share it.
  public record Plain(long size, String sha256, Optional<String> text, String firstName)
      implements Node {}

  /// A symbolic link.
  public record Symlink(String target) implements Node {}

  /// A device node, `kind` being `char` or `block`.
  public record Device(String kind, long major, long minor) implements Node {}

  /// A named pipe.
  public record Pipe() implements Node {}
}
