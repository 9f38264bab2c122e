/// Judges of images: what may go wrong while judging lives here, the judges in the packages below.
@NullMarked
package dev.slipway.conformance;

import org.jspecify.annotations.NullMarked;
