/// What a file offers to whoever builds it: its targets, and what one target can be given.
///
/// [dev.slipway.dockerfile.outline.Target] lists the stages;
/// [dev.slipway.dockerfile.outline.Outline] names the arguments, secrets and ssh keys that a stage
/// and all that it needs make use of. Descriptions come from comments `# name description`.
@NullMarked
package dev.slipway.dockerfile.outline;

import org.jspecify.annotations.NullMarked;
