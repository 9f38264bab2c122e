/// The values of an image: digests, descriptors, platforms, references, manifests, configs.
@NullMarked
package dev.slipway.image;

import org.jspecify.annotations.NullMarked;
