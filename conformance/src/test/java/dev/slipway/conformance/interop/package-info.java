/// Slipway among other programs: what it pushes they read, what they push it reads.
@NullMarked
package dev.slipway.conformance.interop;

import org.jspecify.annotations.NullMarked;
