/// Compares what two builders made of one Dockerfile.
///
/// Three words: an [BuiltImage][dev.slipway.conformance.oracle.BuiltImage] is read from an OCI
/// layout; its [Tree][dev.slipway.conformance.oracle.Tree] is what a container would see, all
/// layers merged; a [Portrait][dev.slipway.conformance.oracle.Portrait] says tree and configuration
/// in sorted lines of text, which can be kept as a golden file, or compared with another one.
///
/// Reading and merging are written anew here, on purpose: a judge that shares code with the
/// accused shares its mistakes. Names of files are bytes; they travel as strings with one
/// character for each byte (ISO 8859-1).
@NullMarked
package dev.slipway.conformance.oracle;

import org.jspecify.annotations.NullMarked;
