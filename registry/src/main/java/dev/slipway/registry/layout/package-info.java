/// Images in files: the OCI layout as a folder and as a tar archive, and docker's archive.
///
/// Three words. A *layout* is content named by digest (`blobs/sha256/…`) beside one `index.json`.
/// An *entry* is what that index lists: a manifest or an index, perhaps with a name. A *sole* entry
/// is the one that a layout without names means. See the OCI image specification, "Image Layout".
///
/// The main path: `LayoutReader` is a layout read from any `LayoutFiles`, which are a folder's or
/// those in a tar archive. [dev.slipway.registry.layout.LayoutFolder] adds writing: content by
/// rename, the index under a lock. [dev.slipway.registry.layout.GrowingArchive] is such a folder
/// until it is closed, and then becomes one file.
@NullMarked
package dev.slipway.registry.layout;

import org.jspecify.annotations.NullMarked;
