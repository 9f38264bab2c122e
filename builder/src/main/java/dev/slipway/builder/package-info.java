/// Builds images from Dockerfiles.
@NullMarked
package dev.slipway.builder;

import org.jspecify.annotations.NullMarked;
