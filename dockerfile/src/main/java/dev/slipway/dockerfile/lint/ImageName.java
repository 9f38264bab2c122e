package dev.slipway.dockerfile.lint;

import java.util.Locale;
import java.util.regex.Pattern;

/// What can be said of an image's name by its letters alone.
final class ImageName {
  private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*+";
  private static final String HOST_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final Pattern HOST =
      Pattern.compile(
          "(?:" + HOST_PART + "(?:\\." + HOST_PART + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");
  private static final Pattern PATH = Pattern.compile(PART + "(?:/" + PART + ")*+");
  private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
  private static final Pattern DIGEST =
      Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}");
  private static final Pattern ID = Pattern.compile("[a-f0-9]{64}");
  private static final int LONGEST = 255;

  private ImageName() {}

  /// Whether `name` can be the name of an image in a registry.
  static boolean isValid(String name) {
    if (ID.matcher(name).matches()) {
      return false;
    }
    int at = name.indexOf('@');
    if (at >= 0 && !DIGEST.matcher(name.substring(at + 1)).matches()) {
      return false;
    }
    var tagged = at < 0 ? name : name.substring(0, at);
    int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    if (colon >= 0 && !TAG.matcher(tagged.substring(colon + 1)).matches()) {
      return false;
    }
    var bare = colon < 0 ? tagged : tagged.substring(0, colon);
    int slash = bare.indexOf('/');
    var first = slash < 0 ? "" : bare.substring(0, slash);
    boolean hosted =
        first.equals("localhost")
            || first.indexOf('.') >= 0
            || first.indexOf(':') >= 0
            || !first.equals(first.toLowerCase(Locale.ROOT));
    var path = hosted ? bare.substring(slash + 1) : bare;
    return bare.length() <= LONGEST
        && PATH.matcher(path).matches()
        && (!hosted || HOST.matcher(first).matches());
  }

  /// Whether `name` has a digest, or a tag that is not `latest`.
  static boolean isPinned(String name) {
    if (name.indexOf('@') >= 0) {
      return true;
    }
    int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
    return colon >= 0 && !name.substring(colon + 1).equals("latest");
  }
}
