/// Places where an image can be, and the one way in which it moves between them.
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
