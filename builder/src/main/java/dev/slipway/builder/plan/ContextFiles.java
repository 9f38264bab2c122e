package dev.slipway.builder.plan;

/// Takes hints about the main context.
@FunctionalInterface
public interface ContextFiles {
  /// Says that what is at `path` will be asked for, with all below it, so that it can be looked at
  /// meanwhile. It need not be there.
  void expect(String path);
}
