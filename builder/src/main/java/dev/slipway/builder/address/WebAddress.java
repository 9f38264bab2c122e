package dev.slipway.builder.address;

import dev.slipway.dockerfile.SourceText;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The address of a file on a web server, as a person wrote it.
///
/// A name and password in it are kept apart from the rest, and neither they nor the query, which
/// may hold a token, are ever printed.
///
/// @param uri the address, `http` or `https`, with a host, without user and fragment
/// @param login `user:password`, when the address has one
public record WebAddress(URI uri, Optional<Login> login) {
  private static final String UNNAMED = "__unnamed__";
  private static final String ESCAPED = " \"<>\\^`{|}[]";

  /// A name and a password. It prints without the password.
  ///
  /// @param user the name
  /// @param password the password, which may be empty
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[]";
    }
  }

  /// Whether `word` is meant as the address of a file on a web server.
  public static boolean isWeb(String word) {
    return word.regionMatches(true, 0, "http://", 0, 7)
        || word.regionMatches(true, 0, "https://", 0, 8);
  }

  /// Reads an address. What a browser would take without asking is taken: blanks and brackets are
  /// escaped, a fragment is dropped.
  ///
  /// @throws IllegalArgumentException when it is no address with a host; the message does not
  ///     repeat it
  public static WebAddress parse(String word) {
    try {
      var written = new URI(escaped(word));
      if (written.getHost() == null || !isWeb(word)) {
        throw new IllegalArgumentException("it is not an http or https address with a host");
      }
      var authority = written.getRawAuthority();
      var path = written.getRawPath();
      var query = written.getRawQuery();
      var uri =
          new URI(
              written.getScheme().toLowerCase(Locale.ROOT)
                  + "://"
                  + authority.substring(authority.lastIndexOf('@') + 1)
                  + (path.isEmpty() ? "/" : path)
                  + (query == null ? "" : "?" + query));
      return new WebAddress(
          uri, Optional.ofNullable(written.getRawUserInfo()).map(WebAddress::login));
    } catch (URISyntaxException e) {
      // Without the cause: it repeats the address, which may hold a password.
      throw new IllegalArgumentException(
          "it is not an address: %s at character %d".formatted(e.getReason(), e.getIndex() + 1));
    }
  }

  private static String escaped(String word) {
    var text = new StringBuilder();
    int host = word.indexOf("://") + 3;
    int path = host < 3 ? 0 : Math.max(host, word.indexOf('/', host));
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (i >= path && ESCAPED.indexOf(c) >= 0) {
        text.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
      } else if (c > 0x7f) {
        int point = word.codePointAt(i);
        i += Character.charCount(point) - 1;
        for (byte b : SourceText.encode(Character.toString(point))) {
          text.append('%').append(Integer.toHexString(b & 0xff).toUpperCase(Locale.ROOT));
        }
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static Login login(String raw) {
    int colon = raw.indexOf(':');
    return colon < 0
        ? new Login(decoded(raw), "")
        : new Login(decoded(raw.substring(0, colon)), decoded(raw.substring(colon + 1)));
  }

  private static String decoded(String raw) {
    var bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return SourceText.decode(bytes.toByteArray());
  }

  /// `text` without the users and passwords of all `http` and `https` addresses in it.
  public static String withoutLogin(String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      return text;
    }
    var plain = new StringBuilder();
    int copied = 0;
    for (; scheme >= 0; scheme = text.indexOf("://", scheme + 3)) {
      int start = scheme + 3;
      int at = loginEnd(text, start);
      if (at > start && isWebScheme(text, scheme)) {
        plain.append(text, copied, start).append("xxxxx");
        copied = at;
      }
    }
    return plain.append(text, copied, text.length()).toString();
  }

  private static boolean isWebScheme(String text, int end) {
    return text.regionMatches(true, end - 4, "http", 0, 4)
        || text.regionMatches(true, end - 5, "https", 0, 5);
  }

  // The last @ before the path begins, or the word ends.
  private static int loginEnd(String text, int start) {
    int at = -1;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || "/?#\"'".indexOf(c) >= 0) {
        break;
      }
      if (c == '@') {
        at = i;
      }
    }
    return at;
  }

  /// What the file is called that is downloaded from here: the last name of the path.
  public String fileName() {
    var path = decoded(uri.getRawPath());
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    var name = path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    return name.isEmpty() || name.equals(".") ? UNNAMED : name;
  }

  /// The address without what may be secret: a user, a password, the query.
  @Override
  public String toString() {
    return uri.getScheme()
        + "://"
        + uri.getRawAuthority()
        + uri.getRawPath()
        + (uri.getRawQuery() == null ? "" : "?…");
  }
}
