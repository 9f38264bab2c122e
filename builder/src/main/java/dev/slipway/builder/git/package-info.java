/// Git repositories as sources of files: contexts of a build, and sources of ADD.
///
/// A [dev.slipway.builder.git.GitReference] is what somebody wrote: where a repository is, and what
/// of it is wanted. A [dev.slipway.builder.git.GitRevision] is what that means at this moment: one
/// commit. A *checkout* is the files of that commit, kept in the local store as a layer that no
/// image has, so that all that reads trees reads it like any other.
///
/// The `git` program does the work, on bare repositories that the store keeps (*mirrors*), in an
/// environment in which neither the machine's configuration nor the repository decides what is run.
/// All that comes from a repository is hostile: its references, names, links and submodules.
@NullMarked
package dev.slipway.builder.git;

import org.jspecify.annotations.NullMarked;
