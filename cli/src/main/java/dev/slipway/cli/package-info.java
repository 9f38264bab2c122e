/// The command line: what a person or a script types, and what they read.
///
/// Three words: a [dev.slipway.cli.Verb] is what a user types, its [dev.slipway.cli.Command] says
/// what it takes and does, and the [dev.slipway.cli.Surroundings] are all of the outside world that
/// it may touch: streams, environment, working directory. [dev.slipway.cli.Main] takes them from
/// the process; tests make their own.
///
/// The path of one run: [dev.slipway.cli.Main] calls [dev.slipway.cli.Program], which finds the
/// verb, lets picocli read its arguments (the other verbs' classes are never loaded), runs it, and
/// turns what it returns or throws into an [dev.slipway.cli.ExitCode]. Results go to standard
/// output, all else to standard error.
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
