/// What variables are worth while a file is read from top to bottom, for those who judge a file
/// without building it.
///
/// [dev.slipway.dockerfile.scope.GlobalScope] holds the arguments before the first FROM,
/// [dev.slipway.dockerfile.scope.StageScope] the variables of one stage as they change. Not
/// exported: the builder has its own, which knows images.
@NullMarked
package dev.slipway.dockerfile.scope;

import org.jspecify.annotations.NullMarked;
