package dev.slipway.builder;

/// Hears what happens in a build.
///
/// Called from several threads, one call at a time; a slow listener slows the build.
@FunctionalInterface
public interface BuildListener {
  /// Something happened.
  void heard(BuildEvent event);

  /// Whether nothing is made of what happened, so that what is only advice need not be found out.
  default boolean isDeaf() {
    return false;
  }

  /// Hears nothing.
  static BuildListener silent() {
    return new BuildListener() {
      @Override
      public void heard(BuildEvent event) {}

      @Override
      public boolean isDeaf() {
        return true;
      }
    };
  }
}
