package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;

/// A pattern for one file name: `*`, `?`, `[a-z]`, `[^a]` and `\` to escape, on bytes.
///
/// The rules are those of Go's `filepath.Match`.
record NamePattern(Bytes pattern) {
  /// Whether the whole of `name` matches.
  ///
  /// @throws BuildException.Definition when the pattern is malformed
  boolean matches(Bytes name) {
    return matches(0, name, 0);
  }

  private boolean matches(int at, Bytes name, int from) {
    while (at < pattern.length()) {
      byte c = pattern.at(at);
      if (c == '*') {
        for (int rest = from; rest <= name.length(); rest++) {
          if (matches(at + 1, name, rest)) {
            return true;
          }
        }
        return false;
      }
      int end = endOfOne(at);
      if (from >= name.length()) {
        return false;
      }
      int length = c == '?' || c == '[' ? characterLength(name, from) : 1;
      if (!matchesOne(at, end, name, from, length)) {
        return false;
      }
      at = end;
      from += length;
    }
    return from == name.length();
  }

  private int endOfOne(int at) {
    return switch (pattern.at(at)) {
      case '\\' -> {
        if (at + 1 >= pattern.length()) {
          throw malformed();
        }
        yield at + 2;
      }
      case '[' -> endOfClass(at);
      default -> at + 1;
    };
  }

  private int endOfClass(int at) {
    int i = at + 1;
    if (i < pattern.length() && pattern.at(i) == '^') {
      i++;
    }
    int first = i;
    while (i < pattern.length() && (i == first || pattern.at(i) != ']')) {
      if (i == first && pattern.at(i) == ']') {
        throw malformed();
      }
      i += pattern.at(i) == '\\' ? 2 : 1;
    }
    if (i >= pattern.length()) {
      throw malformed();
    }
    return i + 1;
  }

  private boolean matchesOne(int at, int end, Bytes name, int from, int length) {
    return switch (pattern.at(at)) {
      case '?' -> true;
      case '\\' -> pattern.at(at + 1) == name.at(from);
      case '[' -> matchesClass(at + 1, end - 1, character(name, from, length));
      default -> pattern.at(at) == name.at(from);
    };
  }

  private boolean matchesClass(int at, int end, int character) {
    boolean negated = pattern.at(at) == '^';
    int i = negated ? at + 1 : at;
    boolean found = false;
    while (i < end) {
      i += pattern.at(i) == '\\' ? 1 : 0;
      int length = characterLength(pattern, i);
      int low = character(pattern, i, length);
      i += length;
      int high = low;
      if (i < end && pattern.at(i) == '-') {
        i++;
        i += i < end && pattern.at(i) == '\\' ? 1 : 0;
        if (i >= end) {
          throw malformed();
        }
        length = characterLength(pattern, i);
        high = character(pattern, i, length);
        i += length;
      }
      found |= low <= character && character <= high;
    }
    return found != negated;
  }

  // One UTF-8 character, or one byte where the bytes are not UTF-8.
  private static int characterLength(Bytes bytes, int at) {
    int lead = bytes.at(at) & 0xff;
    int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
    if (lead > 0xf4 || at + length > bytes.length()) {
      return 1;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes.at(at + i) & 0xc0) != 0x80) {
        return 1;
      }
    }
    return length;
  }

  private static int character(Bytes bytes, int at, int length) {
    int lead = bytes.at(at) & 0xff;
    if (length == 1) {
      return lead < 0x80 ? lead : 0xfffd;
    }
    int value = lead & (0xff >> (length + 1));
    for (int i = 1; i < length; i++) {
      value = value << 6 | (bytes.at(at + i) & 0x3f);
    }
    return value;
  }

  private BuildException malformed() {
    return new BuildException.Definition(
        "syntax error in pattern '%s': a '[' is not closed or a '\\' ends it".formatted(pattern));
  }
}
