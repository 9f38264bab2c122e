/// Filled by what follows.
@NullMarked
package dev.slipway.signing;

import org.jspecify.annotations.NullMarked;
