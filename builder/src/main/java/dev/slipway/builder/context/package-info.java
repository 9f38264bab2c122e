/// Build contexts: the files that a Dockerfile may copy from.
///
/// A context on disk is a [dev.slipway.builder.context.FolderTree]: a tree like any other, that
/// reads only what it is asked for and nothing outside its folder. What `.dockerignore` names is
/// left out by a [dev.slipway.builder.context.FilteredTree] around it.
///
/// Three words: a *stamp* is what the kernel says of a file beside its content (device, inode,
/// size, times); a *digest* stands for the content; a
/// [dev.slipway.builder.context.StatCache] remembers which stamp had which digest, so that a file
/// that did not change is not read again.
@NullMarked
package dev.slipway.builder.context;

import org.jspecify.annotations.NullMarked;
