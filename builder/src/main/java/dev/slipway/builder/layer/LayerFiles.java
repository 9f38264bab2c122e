package dev.slipway.builder.layer;

import java.nio.file.Path;

/// Where a layer is kept.
///
/// @param tar the uncompressed tar
/// @param index the index that was made with it, or from it
public record LayerFiles(Path tar, Path index) {}
