/// The checks of a Dockerfile, with what only a builder can know.
///
/// The checks themselves are `dockerfile.lint`'s. [dev.slipway.builder.check.ImageFacts] tells them
/// what base images say; a [dev.slipway.builder.check.BackgroundCheck] goes on while a build does.
@NullMarked
package dev.slipway.builder.check;

import org.jspecify.annotations.NullMarked;
