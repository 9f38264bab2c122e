/// Filled by what follows.
@NullMarked
package dev.slipway.conformance;

import org.jspecify.annotations.NullMarked;
