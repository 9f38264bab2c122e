/// Brings commits of git repositories here and makes layers of their files.
///
/// [dev.slipway.builder.checkout.GitCheckouts] is the door: it asks a server what a reference
/// means, and makes the layer of a commit unless the store has it. On the way a *mirror* in the
/// store takes the commit in, without its history where the server can do that; a *work tree* in
/// the store's temporary folder takes the files; and what is in the work tree becomes a layer, with
/// the modes that git knows and one time for all.
///
/// The `git` program runs with the variables that this package sets and no others, reads no
/// configuration but what it is told, runs no hooks, asks nobody, and speaks only the protocols
/// that a step needs. Submodules are fetched one by one like any repository, so that no repository
/// says which programs run or which files of this machine are read. Logins travel in variables,
/// never in a command line or a file.
@NullMarked
package dev.slipway.builder.checkout;

import org.jspecify.annotations.NullMarked;
