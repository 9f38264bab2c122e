package dev.slipway.builder.store;

import dev.slipway.image.Digest;

/// A layer's compressed bytes as the image it came with lists them, and where they can be fetched.
///
/// @param mediaType how they are to be read, as the manifest says
/// @param digest their digest
/// @param size how many there are
/// @param place the image reference of which the blob is a part: a registry's or a layout's
public record RemoteBlob(String mediaType, Digest digest, long size, String place) {}
