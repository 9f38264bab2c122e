package dev.slipway.builder.copy;

import dev.slipway.builder.BuildException;
import java.util.ArrayList;
import java.util.List;

/// What `--chmod` does to the mode of each copied entry.
sealed interface ModeChange {
  /// The kinds of entry that a mode may treat differently.
  enum Kind {
    DIRECTORY,
    OTHER
  }

  /// The mode that an entry of `mode` gets.
  int apply(int mode, Kind kind);

  /// The mode of directories that come into being on the way to the destination.
  int createdDirectories();

  /// Modes stay as they are.
  record Kept() implements ModeChange {
    @Override
    public int apply(int mode, Kind kind) {
      return mode;
    }

    @Override
    public int createdDirectories() {
      return 0755;
    }
  }

  /// One mode for all.
  record Octal(int mode) implements ModeChange {
    @Override
    public int apply(int before, Kind kind) {
      return mode;
    }

    @Override
    public int createdDirectories() {
      return mode & 0777;
    }
  }

  /// Clauses as of chmod(1), applied in order with an empty umask.
  record Symbolic(List<Clause> clauses) implements ModeChange {
    public Symbolic {
      clauses = List.copyOf(clauses);
    }

    @Override
    public int apply(int mode, Kind kind) {
      for (var clause : clauses) {
        mode = clause.apply(mode, kind);
      }
      return mode;
    }

    @Override
    public int createdDirectories() {
      return 0755;
    }
  }

  /// `who`, an operator and permissions: `u+x`, `go=rX`, `o=g`.
  ///
  /// @param who those of the letters `u`, `g` and `o` that are meant
  /// @param operator `+`, `-` or `=`
  /// @param permissions letters of `rwxXst`, or one of `ugo` to copy from
  record Clause(String who, char operator, String permissions) {
    int apply(int mode, Kind kind) {
      boolean copies = permissions.matches("[ugo]");
      int bits = 0;
      int reach = 0;
      for (int i = 0; i < who.length(); i++) {
        int shift = shift(who.charAt(i));
        int special = special(who.charAt(i));
        // As BSD's setmode(3): "=" keeps the sticky bit, and all three where bits are copied.
        reach |= (07 << shift) | (copies ? 0 : special);
        for (int j = 0; j < permissions.length(); j++) {
          bits |= bits(permissions.charAt(j), special, shift, mode, kind);
        }
      }
      return switch (operator) {
        case '+' -> mode | bits;
        case '-' -> mode & ~bits;
        default -> (mode & ~reach) | bits;
      };
    }

    private static int bits(char permission, int special, int shift, int mode, Kind kind) {
      return switch (permission) {
        case 'r' -> 04 << shift;
        case 'w' -> 02 << shift;
        case 'x' -> 01 << shift;
        case 'X' -> kind == Kind.DIRECTORY || (mode & 0111) != 0 ? 01 << shift : 0;
        case 's' -> special;
        case 't' -> special == 0 ? 0 : 01000;
        case 'u' -> ((mode >> 6) & 07) << shift;
        case 'g' -> ((mode >> 3) & 07) << shift;
        default -> (mode & 07) << shift;
      };
    }

    private static int shift(char who) {
      return who == 'u' ? 6 : who == 'g' ? 3 : 0;
    }

    private static int special(char who) {
      return who == 'u' ? 04000 : who == 'g' ? 02000 : 0;
    }
  }

  /// Reads the value of `--chmod`.
  ///
  /// @throws BuildException.Definition when it is neither octal up to 07777 nor symbolic
  static ModeChange parse(String text) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '7')) {
      var digits = text.replaceFirst("^0+", "");
      if (digits.length() <= 4) {
        return new Octal(digits.isEmpty() ? 0 : Integer.parseInt(digits, 8));
      }
      throw invalid(text);
    }
    var clauses = new ArrayList<Clause>();
    for (var part : text.split(",", -1)) {
      clauses.addAll(clausesOf(part, text));
    }
    return new Symbolic(clauses);
  }

  private static List<Clause> clausesOf(String part, String text) {
    int at = 0;
    while (at < part.length() && "ugoa".indexOf(part.charAt(at)) >= 0) {
      at++;
    }
    var named = part.substring(0, at);
    var who = named.isEmpty() || named.contains("a") ? "ugo" : named;
    var clauses = new ArrayList<Clause>();
    while (at < part.length()) {
      char operator = part.charAt(at++);
      if ("+-=".indexOf(operator) < 0) {
        throw invalid(text);
      }
      int start = at;
      while (at < part.length() && "+-=".indexOf(part.charAt(at)) < 0) {
        at++;
      }
      var permissions = part.substring(start, at);
      if (!permissions.matches("[rwxXst]*|[ugo]")) {
        throw invalid(text);
      }
      clauses.add(new Clause(who, operator, permissions));
    }
    if (clauses.isEmpty()) {
      throw invalid(text);
    }
    return clauses;
  }

  private static BuildException invalid(String text) {
    return new BuildException.Definition(
        "invalid chmod parameter: '%s'. Write an octal number between 0 and 07777, or a symbolic mode like u=rwX,go=rX"
            .formatted(text));
  }
}
