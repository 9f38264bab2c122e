package dev.slipway.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text in UTF-8 that comes in pieces, which may be cut within a character.
final class CutText {
  private static final int CONTINUATION = 0x80;
  private static final int LONGEST = 4;

  private byte[] kept = new byte[0];

  /// The text of what was kept and of `bytes`, as far as its characters are whole.
  String add(byte[] bytes) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(kept);
    all.writeBytes(bytes);
    var joined = all.toByteArray();
    int whole = joined.length - cut(joined);
    kept = Arrays.copyOfRange(joined, whole, joined.length);
    return new String(joined, 0, whole, StandardCharsets.UTF_8);
  }

  /// What was never made whole.
  String rest() {
    var rest = new String(kept, StandardCharsets.UTF_8);
    kept = new byte[0];
    return rest;
  }

  /// How many bytes at the end are the beginning of a character.
  private static int cut(byte[] bytes) {
    for (int back = 1; back <= Math.min(LONGEST, bytes.length); back++) {
      int lead = bytes[bytes.length - back] & 0xff;
      if ((lead & 0xc0) != CONTINUATION) {
        return back < length(lead) ? back : 0;
      }
    }
    return 0;
  }

  private static int length(int lead) {
    if (lead >= 0xf0) {
      return LONGEST;
    }
    return lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  }
}
