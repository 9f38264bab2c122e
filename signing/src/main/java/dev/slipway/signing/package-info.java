/// From a descriptor to a signature over it, and from a signature to a proof.
///
/// Will never fetch an image: it is handed descriptors and bytes. This version of Slipway neither
/// signs nor verifies yet; the module holds the place in the order of modules that the others are
/// built in.
@NullMarked
package dev.slipway.signing;

import org.jspecify.annotations.NullMarked;
