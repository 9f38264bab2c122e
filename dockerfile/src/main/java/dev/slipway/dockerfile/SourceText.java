package dev.slipway.dockerfile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/// Bytes to text and back, without loss.
///
/// A Dockerfile is UTF-8, but a path in it may be any bytes. A byte that is not part of valid
/// UTF-8 becomes one lone surrogate (`U+DC80` to `U+DCFF`), which no valid text holds, and
/// [#encode] turns it back into the same byte. All strings of this module's syntax tree follow
/// this rule.
public final class SourceText {
  private static final int ESCAPE = 0xDC00;

  private SourceText() {}

  /// The text that `bytes` say. Never fails.
  public static String decode(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    // Java writes U+FFFD for what is not valid; where there is none, all was valid.
    return text.indexOf(0xFFFD) < 0 ? text : decodeLeniently(bytes);
  }

  /// The bytes that [#decode] read: UTF-8, with escaped bytes put back.
  public static byte[] encode(String text) {
    var bytes = new ByteArrayOutputStream(text.length() + 16);
    for (int index = 0; index < text.length(); ) {
      int point = text.codePointAt(index);
      index += Character.charCount(point);
      if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xFF) {
        bytes.write(point - ESCAPE);
      } else {
        bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static String decodeLeniently(byte[] bytes) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    while (true) {
      var result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int length = result.length(); length > 0; length--) {
        out.put((char) (ESCAPE + (in.get() & 0xFF)));
      }
    }
  }
}
