/// What variables are worth while a file is read from top to bottom.
///
/// [dev.slipway.dockerfile.scope.GlobalScope] holds the arguments before the first FROM,
/// [dev.slipway.dockerfile.scope.StageScope] the variables of one stage as they change. Whoever
/// reads a file, to judge it or to build it, has its variables from here.
@NullMarked
package dev.slipway.dockerfile.scope;

import org.jspecify.annotations.NullMarked;
