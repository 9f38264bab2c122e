/// Places where an image can be, and the one way in which it moves between them.
///
/// Three words to know: a [dev.slipway.registry.Place] has content, keyed by descriptor, and gives
/// it names; a [dev.slipway.registry.Blob] is bytes that can be opened again; and
/// [dev.slipway.registry.Copy] is the one algorithm that serves push, pull, copy, save and load.
///
/// The main path: `resolve` a name to a descriptor, `Copy` what it names from one place to another,
/// and `tag` it there last. Bytes are checked where they enter: whoever reads to the end of a
/// stream has the right bytes.
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
