package dev.slipway.cli.doctor;

import java.util.Locale;
import java.util.Optional;

/// One thing that was looked at.
///
/// @param level how it stands
/// @param area under which heading it belongs
/// @param subject what was looked at
/// @param found what was there
/// @param remedy the one command, or the one deed, that mends it
public record Finding(
    Level level, Area area, String subject, String found, Optional<String> remedy) {

  /// How it stands.
  public enum Level {
    /// It works.
    OK,
    /// It works, and could work better.
    NOTE,
    /// Something does not work.
    PROBLEM;

    /// The word in reports.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The headings of the report.
  public enum Area {
    /// What runs Slipway.
    JAVA("Java"),
    /// What RUN instructions need.
    RUN("RUN instructions"),
    /// How much of everything there is.
    ROOM("Room");

    private final String title;

    Area(String title) {
      this.title = title;
    }

    /// The heading.
    public String title() {
      return title;
    }
  }

  static Finding ok(Area area, String subject, String found) {
    return new Finding(Level.OK, area, subject, found, Optional.empty());
  }

  static Finding note(Area area, String subject, String found, String remedy) {
    return new Finding(Level.NOTE, area, subject, found, Optional.of(remedy));
  }

  static Finding problem(Area area, String subject, String found, String remedy) {
    return new Finding(Level.PROBLEM, area, subject, found, Optional.of(remedy));
  }
}
