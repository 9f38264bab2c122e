/// Keys of the build cache.
///
/// A key is a digest of all that a step's result depends on. Fields are written with their length
/// before them, under the number of the format, so that no two different inputs have the same
/// bytes.
/// A *recipe key* is known before anything runs: it stands on the recipe key of the step below. A
/// *content key* stands on the layers that the inputs turned out to have, so that a step that was
/// run again and gave the same layer lets the steps above it be found.
@NullMarked
package dev.slipway.builder.cache;

import org.jspecify.annotations.NullMarked;
