/// The images that a build stands on: what their names mean, and how their layers come here.
///
/// A name is resolved by one request; what it meant is remembered, so that an unchanged base costs
/// nothing more and a build goes on when the registry cannot be reached. Layers come when something
/// is to be read of them, each once: they are checked, uncompressed and indexed on the way.
@NullMarked
package dev.slipway.builder.base;

import org.jspecify.annotations.NullMarked;
