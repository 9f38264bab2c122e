package dev.slipway.image;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/// Times as configs and indexes write them (RFC 3339, section 5.6).
///
/// [Instant] means the same, but reads and writes every text through a formatter that takes
/// longer to set up than all the rest of a config to read. Here the usual form in UTC is taken as
/// it lies, and only what has another form is left to [Instant].
public final class Timestamp {
  private static final long YEAR_0 = -62_167_219_200L;
  private static final long YEAR_10_000 = 253_402_300_800L;
  private static final int MARCH_OF_YEAR_0_TO_1970 = 719_468;
  private static final int SECONDS_A_DAY = 86_400;
  private static final int SECONDS_AN_HOUR = 3_600;
  private static final int SECONDS_A_MINUTE = 60;
  private static final int NANOSECONDS_A_SECOND = 1_000_000_000;
  private static final String FORM = "0000-00-00T00:00:00";
  private static final int MOST_DIGITS = 9;

  private Timestamp() {}

  /// Reads what [#text] or anybody else wrote, with any offset.
  ///
  /// @throws DateTimeParseException when it is not such a time
  public static Instant parse(String text) {
    return isUsual(text) ? usual(text) : Instant.parse(text);
  }

  /// The same text as [Instant#toString]: in UTC, with no, 3, 6 or 9 digits after the second.
  public static String text(Instant time) {
    long seconds = time.getEpochSecond();
    int nanoseconds = time.getNano();
    if (seconds < YEAR_0 || seconds >= YEAR_10_000) {
      return time.toString();
    }
    int ofDay = Math.floorMod(seconds, SECONDS_A_DAY);
    var text = new StringBuilder(30);
    text.append(LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_A_DAY)));
    pair(text.append('T'), ofDay / SECONDS_AN_HOUR);
    pair(text.append(':'), ofDay % SECONDS_AN_HOUR / SECONDS_A_MINUTE);
    pair(text.append(':'), ofDay % SECONDS_A_MINUTE);
    if (nanoseconds != 0) {
      fraction(text.append('.'), nanoseconds);
    }
    return text.append('Z').toString();
  }

  private static void pair(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  private static void fraction(StringBuilder text, int nanoseconds) {
    int parts = nanoseconds;
    int second = NANOSECONDS_A_SECOND;
    while (parts % 1_000 == 0) {
      parts /= 1_000;
      second /= 1_000;
    }
    // The leading 1 keeps the zeros.
    var digits = String.valueOf(second + parts);
    text.append(digits, 1, digits.length());
  }

  // Whether each character is of the kind that the usual form has there, and each number in range.
  private static boolean isUsual(String text) {
    int end = text.length() - 1;
    if (end < FORM.length() || text.charAt(end) != 'Z') {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      if (FORM.charAt(i) == '0' ? !isDigit(text.charAt(i)) : text.charAt(i) != FORM.charAt(i)) {
        return false;
      }
    }
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    // The last days of a month are left to those who know how long it is.
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= 28
        && number(text, 11, 13) < 24
        && number(text, 14, 16) < 60
        && number(text, 17, 19) < 60
        && isUsualFraction(text, end);
  }

  private static boolean isUsualFraction(String text, int end) {
    int digits = end - FORM.length() - 1;
    if (digits < 0) {
      return true;
    }
    if (text.charAt(FORM.length()) != '.' || digits < 1 || digits > MOST_DIGITS) {
      return false;
    }
    for (int i = FORM.length() + 1; i < end; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static Instant usual(String text) {
    long day = day(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    int ofDay =
        number(text, 11, 13) * SECONDS_AN_HOUR
            + number(text, 14, 16) * SECONDS_A_MINUTE
            + number(text, 17, 19);
    return Instant.ofEpochSecond(day * SECONDS_A_DAY + ofDay, nanoseconds(text));
  }

  // Days since 1970, as LocalDate counts them, which has a formatter made to know leap years. Years
  // begin in March here, so that the day that only some have is the last one.
  private static long day(int year, int month, int dayOfMonth) {
    int shifted = month < 3 ? year - 1 : year;
    int ofYear = (153 * (month < 3 ? month + 9 : month - 3) + 2) / 5 + dayOfMonth - 1;
    int leapDays =
        Math.floorDiv(shifted, 4) - Math.floorDiv(shifted, 100) + Math.floorDiv(shifted, 400);
    return 365L * shifted + leapDays + ofYear - MARCH_OF_YEAR_0_TO_1970;
  }

  private static int nanoseconds(String text) {
    int begin = FORM.length() + 1;
    int end = text.length() - 1;
    if (begin >= end) {
      return 0;
    }
    int result = number(text, begin, end);
    for (int i = end - begin; i < MOST_DIGITS; i++) {
      result *= 10;
    }
    return result;
  }

  private static int number(String text, int begin, int end) {
    int result = 0;
    for (int i = begin; i < end; i++) {
      result = result * 10 + (text.charAt(i) - '0');
    }
    return result;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
