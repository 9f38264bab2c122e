package dev.slipway.conformance.cases;

import java.nio.file.Path;

/// A program that builds images.
interface ImageBuilder extends AutoCloseable {

  /// What is to be called in reports.
  String name();

  /// Builds `recipe` into the OCI layout `output`, a folder that does not exist yet.
  Outcome build(Recipe recipe, Path output);

  @Override
  void close();

  /// What came of it.
  sealed interface Outcome {}

  /// There is an image in the layout.
  record Built() implements Outcome {}

  /// There is none; `message` is the builder's own, `log` all it said.
  record Failed(String message, String log) implements Outcome {}
}
