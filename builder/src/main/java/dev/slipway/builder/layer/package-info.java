/// Layers: the tar that travels, the index that is asked, and their merge into one tree.
///
/// A layer is two files side by side: an uncompressed tar, and an index of it, sorted by path. A
/// [LayerWriter] makes both in one pass from entries; a [TarIndexer] makes the index of a tar that
/// somebody else wrote, while the tar goes by. A [MergedTree] puts the indexes of a chain of layers
/// on each other and answers as one tree, so that a base image is read once in its life.
///
/// Three words: a *whiteout* removes what the layers below have at a path; an *opaque* directory
/// hides what they have in it; a *redirect* says where entries belong whose directory is a symbolic
/// link further down. `docs/decisions/0003-layer-index.md` has the format and the reasons.
@NullMarked
package dev.slipway.builder.layer;

import org.jspecify.annotations.NullMarked;
