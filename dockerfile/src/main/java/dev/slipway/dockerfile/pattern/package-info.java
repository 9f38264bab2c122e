/// Which paths a pattern means: `.dockerignore`, `--exclude`, and the wildcards of COPY and ADD.
///
/// An [dev.slipway.dockerfile.pattern.IgnoreFile] is read into
/// [dev.slipway.dockerfile.pattern.PathPatterns], a list in which the last match wins and `!` takes
/// back; a walker asks it level by level. A [dev.slipway.dockerfile.pattern.Glob] matches one name,
/// the way a component of a COPY source does. Both compile to a `Program`, which runs in time
/// proportional to pattern times path, whatever the pattern.
///
/// Paths are strings in the form of [dev.slipway.dockerfile.SourceText], so that bytes which are no
/// text match as one character each; every question can be asked with bytes, too.
@NullMarked
package dev.slipway.dockerfile.pattern;

import org.jspecify.annotations.NullMarked;
