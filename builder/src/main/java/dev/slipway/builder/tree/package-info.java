/// A file system as data.
///
/// A build seldom needs a directory on disk: it needs to know what is where. A [Tree] answers that:
/// for each [TreePath] at most one [Node], and the content of the regular files. The files of a
/// context, the layers of an image, the result of a step are all trees, so that COPY is a function
/// from trees to the entries of a layer and needs no privilege.
///
/// Three words: a *path* is bytes, never characters, because file names are; a *node* is what a
/// path names; an *entry* is the two together. Order is depth first: a directory comes right before
/// what it holds, names in the order of their unsigned bytes.
@NullMarked
package dev.slipway.builder.tree;

import org.jspecify.annotations.NullMarked;
