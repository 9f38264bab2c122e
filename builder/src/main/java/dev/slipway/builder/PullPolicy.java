package dev.slipway.builder;

/// When the registry is asked what the name of a base image means.
public enum PullPolicy {
  /// Always, and the build fails when there is no answer.
  ALWAYS,
  /// Only when the name was never asked for.
  MISSING,
  /// Always; when the registry cannot be reached the last answer serves. The default.
  NEWER,
  /// Never: what is not known here fails.
  NEVER
}
