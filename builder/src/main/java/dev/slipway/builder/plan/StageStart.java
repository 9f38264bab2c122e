package dev.slipway.builder.plan;

import dev.slipway.dockerfile.scope.StageScope;
import dev.slipway.image.ContainerConfig;
import dev.slipway.image.Platform;
import java.util.Optional;

/// What a stage begins with.
///
/// @param basis what it stands on
/// @param container how that runs
/// @param scope its variables
/// @param platform the platform that the result will name
/// @param author who MAINTAINER named before
/// @param files the named context whose files are the first step of the stage, when it stands on a
///     folder instead of an image
/// @param own whether the stage's instructions count
record StageStart(
    Basis basis,
    ContainerConfig container,
    StageScope scope,
    Platform platform,
    Optional<String> author,
    Optional<String> files,
    Own own) {

  /// Whether the stage's own instructions count.
  enum Own {
    /// They do.
    READ,
    /// A named context stands in for all of the stage.
    REPLACED
  }

  StageStart(
      Basis basis,
      ContainerConfig container,
      StageScope scope,
      Platform platform,
      Optional<String> author) {
    this(basis, container, scope, platform, author, Optional.empty(), Own.READ);
  }

  /// The same with the files of the named context `name` on it.
  StageStart withFiles(String name) {
    return new StageStart(basis, container, scope, platform, author, Optional.of(name), own);
  }

  /// The same, standing in for the stage.
  StageStart alone() {
    return new StageStart(basis, container, scope, platform, author, files, Own.REPLACED);
  }
}
