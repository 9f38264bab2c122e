/// Layers: the tar that travels, the index that is asked, and their merge into one tree.
@NullMarked
package dev.slipway.builder.layer;

import org.jspecify.annotations.NullMarked;
