/// Checks of a Dockerfile that is correct but could be better.
///
/// [dev.slipway.dockerfile.lint.Linter] holds a file against each
/// [dev.slipway.dockerfile.lint.Rule] and reports [dev.slipway.dockerfile.lint.Warning]s. What it
/// may know beside the file, from build arguments to base images, is a
/// [dev.slipway.dockerfile.lint.LintContext]. BuildKit's rules give BuildKit's warnings, word for
/// word and line for line; the rest are our own and can be switched off.
@NullMarked
package dev.slipway.dockerfile.lint;

import org.jspecify.annotations.NullMarked;
