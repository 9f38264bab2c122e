package dev.slipway.registry.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One way in which a server asks who one is. See RFC 9110, section 11.6.1.
///
/// @param scheme the scheme in lower case, as in `bearer`
/// @param parameters the parameters; names in lower case
public record Challenge(String scheme, Map<String, String> parameters) {
  private static final int MAX_LENGTH = 16 * 1024;

  /// Copies.
  public Challenge {
    parameters = Map.copyOf(parameters);
  }

  /// Reads the values of all `WWW-Authenticate` fields. What cannot be understood is left out.
  public static List<Challenge> parse(List<String> fields) {
    var challenges = new ArrayList<Challenge>();
    for (var field : fields) {
      if (field.length() <= MAX_LENGTH) {
        new Reader(field, challenges).read();
      }
    }
    return List.copyOf(challenges);
  }

  /// The parameter `name`.
  public Optional<String> find(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /// Reads one field, which may hold several challenges.
  private static final class Reader {
    private final String text;
    private final List<Challenge> challenges;
    private int at;

    Reader(String text, List<Challenge> challenges) {
      this.text = text;
      this.challenges = challenges;
    }

    void read() {
      skipSeparators();
      while (at < text.length()) {
        var scheme = token();
        if (scheme.isEmpty()) {
          return;
        }
        skipSpace();
        challenges.add(new Challenge(scheme.toLowerCase(Locale.ROOT), parameters()));
        skipSeparators();
      }
    }

    /// Reads parameters until a token comes that is none: the scheme of the next challenge.
    private Map<String, String> parameters() {
      var parameters = new TreeMap<String, String>();
      while (at < text.length()) {
        skipSeparators();
        int start = at;
        var name = token();
        skipSpace();
        if (name.isEmpty()) {
          // not a token: nothing here can be understood any more
          at = text.length();
        } else if (at < text.length() && text.charAt(at) == '=') {
          at++;
          skipSpace();
          parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value());
        } else {
          at = start;
          return parameters;
        }
      }
      return parameters;
    }

    private String value() {
      if (at >= text.length() || text.charAt(at) != '"') {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ' ') {
          at++;
        }
        return text.substring(start, at);
      }
      var value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      at = Math.min(at + 1, text.length());
      return value.toString();
    }

    private String token() {
      int start = at;
      while (at < text.length() && isToken(text.charAt(at))) {
        at++;
      }
      return text.substring(start, at);
    }

    private void skipSpace() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private void skipSeparators() {
      while (at < text.length() && " \t,".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private static boolean isToken(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }
}
