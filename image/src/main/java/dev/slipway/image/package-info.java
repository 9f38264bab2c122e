/// The values of an image: digests, descriptors, platforms, references, manifests, configs.
///
/// Three words to know: a [dev.slipway.image.Descriptor] says what some content is called, a
/// [dev.slipway.image.Document] is a manifest, an index or a config in the very bytes in which it
/// came, and a [dev.slipway.image.Reference] is what people call an image.
///
/// The main path: bytes come in, become a `Document` (which checks them), and say what they say as
/// a [dev.slipway.image.Manifest], an [dev.slipway.image.Index] or an
/// [dev.slipway.image.ImageConfig]. The other way, each of those three makes its `document()`. What
/// came in is never written anew.
@NullMarked
package dev.slipway.image;

import org.jspecify.annotations.NullMarked;
