/// What variables are worth while a file is read from top to bottom.
///
/// [dev.slipway.dockerfile.scope.GlobalScope] holds the arguments before the first FROM,
/// [dev.slipway.dockerfile.scope.StageScope] the variables of one stage as they change, and
/// [dev.slipway.dockerfile.scope.Environment] what a program sees of them at one point.
///
/// Whoever reads a file, to judge it or to build it, has its variables from here.
@NullMarked
package dev.slipway.dockerfile.scope;

import org.jspecify.annotations.NullMarked;
