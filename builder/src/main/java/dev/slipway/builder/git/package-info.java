/// Git repositories as sources of files: contexts of a build, and sources of ADD.
///
/// A [dev.slipway.builder.git.GitReference] is what somebody wrote: where a repository is, and what
/// of it is wanted. A [dev.slipway.builder.git.GitRevision] is what that means at this moment: one
/// commit. Only texts are read here; [dev.slipway.builder.checkout] asks servers and brings files.
///
/// All that an address says is hostile: no part of one may be an option of a program.
@NullMarked
package dev.slipway.builder.git;

import org.jspecify.annotations.NullMarked;
