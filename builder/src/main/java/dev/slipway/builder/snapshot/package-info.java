/// Layers as directories that overlayfs can stack.
///
/// Only RUN needs them. A *snapshot* is the directory of one layer as it lies on the layers below
/// it, so it is known by its chainId and never by its diffId alone: the same layer may need other
/// parents above another base. Snapshots are not written through to the disk; each knows the run of
/// the machine that made it, and is made anew in the next one.
///
/// All here happens inside the worker, because outside the owners are not what they are inside.
@NullMarked
package dev.slipway.builder.snapshot;

import org.jspecify.annotations.NullMarked;
