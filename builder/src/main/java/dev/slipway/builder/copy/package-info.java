/// COPY, ADD and WORKDIR as functions from trees to the entries of a layer.
///
/// [dev.slipway.builder.copy.Copying] takes a [dev.slipway.builder.copy.CopyRequest], which holds
/// the sources and the stage as it is, and puts what changes to a layer. No privilege is needed,
/// and of the stage only those paths are looked at that the destination leads through.
///
/// Three words: a *source* is one word of the instruction and the tree it is looked up in; a
/// *draft* is the stage with the changes so far on top; a *selection* is what the sources name
/// right now, as a digest for the cache.
@NullMarked
package dev.slipway.builder.copy;

import org.jspecify.annotations.NullMarked;
