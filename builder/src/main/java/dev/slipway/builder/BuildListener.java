package dev.slipway.builder;

/// Hears what happens in a build.
///
/// Called from several threads, one call at a time; a slow listener slows the build.
@FunctionalInterface
public interface BuildListener {
  /// Something happened.
  void heard(BuildEvent event);

  /// Hears nothing.
  static BuildListener silent() {
    return _ -> {};
  }
}
