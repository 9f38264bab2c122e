/// Compression of layers, late and in parallel, and its undoing.
///
/// A layer is kept uncompressed and compressed when somebody wants to send it. A [Compressor] cuts
/// it into blocks of fixed size and deflates them on several threads into one gzip member; the
/// bytes depend on the content and the [Packing] alone. [Decompression] opens what others
/// compressed.
@NullMarked
package dev.slipway.builder.compress;

import org.jspecify.annotations.NullMarked;
