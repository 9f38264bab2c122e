/// What the author of a Dockerfile wrote.
@NullMarked
package dev.slipway.dockerfile;

import org.jspecify.annotations.NullMarked;
