/// From layers to an image that can be kept, pushed or written to a layout.
///
/// The config is known when the last layer is; layers are compressed when a manifest is wanted, and
/// never twice. An image of the local store is a *place* like others, so that writing it anywhere
/// is the one copy between places.
@NullMarked
package dev.slipway.builder.export;

import org.jspecify.annotations.NullMarked;
