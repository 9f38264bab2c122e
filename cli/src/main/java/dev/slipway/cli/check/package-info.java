/// What is said of a Dockerfile without building it, as text and as JSON.
///
/// Three words: a [dev.slipway.cli.check.Checked] is a file and what its check found; its texts are
/// BuildKit's ([dev.slipway.cli.check.CheckText], [dev.slipway.cli.check.CheckJson]), our own with
/// the place underlined ([dev.slipway.cli.check.LintText]), and one for code hosts
/// ([dev.slipway.cli.check.Sarif]); a report tells what a file offers, its outline and its targets.
///
/// JSON is made of maps and lists here, and written by the command.
@NullMarked
package dev.slipway.cli.check;

import org.jspecify.annotations.NullMarked;
