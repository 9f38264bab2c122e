/// The second process of a build: the one that lives inside the namespaces.
///
/// A JVM has many threads and cannot move itself into a user namespace. So a build that is likely
/// to run a command starts a *worker* beside it: the same program, started by `unshare` in
/// namespaces of its own, with ids mapped from outside. The worker extracts snapshots, sets up
/// sandboxes, runs commands and reads what they changed; it ends when the build ends, however that
/// ends, and nothing it started outlives it.
///
/// Three words: [dev.slipway.builder.worker.Worker] is the build's end of the connection; a
/// *request* goes to the worker and has a number; *answers* come back under that number, the last
/// of which settles it. `docs/decisions/0005-worker-protocol.md` has the bytes.
@NullMarked
package dev.slipway.builder.worker;

import org.jspecify.annotations.NullMarked;
