/// Dockerfile text to a syntax tree with spans. Knows no image and no file system.
@org.jspecify.annotations.NullMarked
module dev.slipway.dockerfile {
  requires static org.jspecify;

  exports dev.slipway.dockerfile;
  exports dev.slipway.dockerfile.lint;
  exports dev.slipway.dockerfile.outline;
  exports dev.slipway.dockerfile.pattern;
  exports dev.slipway.dockerfile.scope;
}
