package dev.slipway.builder.context;

import dev.slipway.builder.tree.Bytes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// File names as bytes, whatever the locale.
///
/// The text of a [Path] is what the locale makes of its bytes, and loses those that it cannot say.
/// Its URI is made of the bytes themselves, percent-encoded, and leads back to the same bytes.
/// ASCII is the same in every locale, so that the long way is taken for other names only.
final class PathBytes {
  private static final String HEX = "0123456789ABCDEF";

  private PathBytes() {}

  /// The bytes of the last name of `file`.
  static Bytes name(Path file) {
    // Not by getFileName(), which has to find all the other names first.
    var path = file.toString();
    var bytes = path.substring(path.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8);
    if (isAscii(bytes)) {
      return Bytes.of(bytes);
    }
    var uri = withoutSlash(file.toUri().getRawPath());
    return decoded(uri.substring(uri.lastIndexOf('/') + 1));
  }

  /// The file called `name` in `folder`, which must be absolute.
  static Path child(Path folder, Bytes name) {
    if (isAscii(name.toArray())) {
      return folder.resolve(name.toString());
    }
    var uri = folder.toUri().toString();
    return Path.of(URI.create((uri.endsWith("/") ? uri : uri + "/") + encoded(name)));
  }

  /// The bytes of `target`, the target of a symbolic link.
  static Bytes target(Path target) {
    var text = target.toString();
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (isAscii(bytes)) {
      return Bytes.of(bytes);
    }
    var uri = target.toUri().getRawPath();
    if (!text.endsWith("/")) {
      // A URI gets a slash where the path happens to lead to a directory.
      uri = withoutSlash(uri);
    }
    if (!target.isAbsolute()) {
      // What is relative was joined to the working directory.
      var here = withoutSlash(Path.of("").toAbsolutePath().toUri().getRawPath());
      uri = uri.substring(here.length() + 1);
    }
    return decoded(uri);
  }

  private static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private static boolean isAscii(byte[] name) {
    for (byte b : name) {
      if (b <= 0) {
        return false;
      }
    }
    return true;
  }

  private static String encoded(Bytes name) {
    var text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      int b = name.at(i) & 0xff;
      text.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
    }
    return text.toString();
  }

  private static Bytes decoded(String encoded) {
    var bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(encoded, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return Bytes.of(bytes.toByteArray());
  }
}
