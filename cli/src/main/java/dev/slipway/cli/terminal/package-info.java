/// What a build looks like on a terminal.
///
/// A [dev.slipway.cli.terminal.Board] knows the jobs of a build; a
/// [dev.slipway.cli.terminal.Picture] is what a terminal of some size can show of it at some
/// moment; an [dev.slipway.cli.terminal.Easel] paints picture over picture. Only the easel knows
/// how a terminal is told to move its cursor.
@NullMarked
package dev.slipway.cli.terminal;

import org.jspecify.annotations.NullMarked;
