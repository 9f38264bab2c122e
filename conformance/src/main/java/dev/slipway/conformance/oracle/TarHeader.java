package dev.slipway.conformance.oracle;

import java.time.Instant;
import java.util.Map;

/// What a tar archive says about one entry. Names are byte strings; `attributes` are extended
/// attributes, by name, with their values as byte strings.
record TarHeader(
    String name,
    char type,
    int mode,
    long uid,
    long gid,
    long size,
    Instant modified,
    String link,
    Device device,
    Map<String, String> attributes) {

  /// The numbers of a device node; zeros for everything else.
  record Device(long major, long minor) {}

  TarHeader {
    attributes = Map.copyOf(attributes);
  }
}
