/// From a plan to the layers of an image.
///
/// The execution of a plan walks back from the target. For each stage it asks the cache for the
/// last step that is known; a hit names the whole chain of layers, and nothing below it is run,
/// fetched or even looked at. What is left is executed forward: stages that do not need each other
/// at once, steps of a stage in order. A step takes a finished [Chain] and returns the next one.
@NullMarked
package dev.slipway.builder.run;

import org.jspecify.annotations.NullMarked;
