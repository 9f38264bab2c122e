package dev.slipway.builder.layer;

import dev.slipway.builder.tree.Bytes;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What extended headers say about the entry that follows them: PAX records and GNU's long names.
final class TarExtensions {
  private static final String ATTRIBUTE = "SCHILY.xattr.";

  private static final String SPARSE = "GNU.sparse.";

  private final SortedMap<String, Bytes> records = new TreeMap<>();
  private byte[] longName = new byte[0];
  private byte[] longLink = new byte[0];

  /// Adds the records of one more header; they count more than those before.
  void add(SortedMap<String, Bytes> more) {
    records.putAll(more);
  }

  void longName(byte[] name) {
    longName = name;
  }

  void longLink(byte[] target) {
    longLink = target;
  }

  /// Whether there were any.
  boolean isUsed() {
    return !records.isEmpty() || longName.length > 0 || longLink.length > 0;
  }

  /// The value of a record; an empty one takes the record back.
  Optional<byte[]> find(String key) {
    return Optional.ofNullable(records.get(key))
        .filter(value -> value.length() > 0)
        .map(Bytes::toArray);
  }

  /// Whether GNU tar stored the entry without the zeros in it.
  boolean isSparse() {
    return find(SPARSE + "major").isPresent()
        || find(SPARSE + "minor").isPresent()
        || find(PaxRecords.SPARSE_MAP).isPresent()
        || find(SPARSE + "numblocks").isPresent();
  }

  /// The name of the entry, when it does not stand in its header.
  Optional<byte[]> name() {
    // The other name of a sparse file is for programs that know nothing of such files.
    return Optional.of(SPARSE + "name")
        .filter(_ -> isSparse())
        .flatMap(this::find)
        .or(() -> find("path"))
        .or(() -> Optional.of(longName).filter(name -> name.length > 0));
  }

  /// The target of a link, when it does not stand in its header.
  Optional<byte[]> link() {
    return find("linkpath").or(() -> Optional.of(longLink).filter(name -> name.length > 0));
  }

  /// The extended attributes.
  SortedMap<String, Bytes> attributes() {
    var attributes = new TreeMap<String, Bytes>();
    records
        .tailMap(ATTRIBUTE)
        .forEach(
            (key, value) -> {
              if (key.startsWith(ATTRIBUTE) && key.length() > ATTRIBUTE.length()) {
                attributes.put(key.substring(ATTRIBUTE.length()), value);
              }
            });
    return attributes.isEmpty() ? Collections.emptySortedMap() : attributes;
  }
}
