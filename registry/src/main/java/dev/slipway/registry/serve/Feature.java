package dev.slipway.registry.serve;

/// What a registry may lack. A server without one behaves as older registries do.
public enum Feature {
  /// Lists of referrers, and `OCI-Subject`. Without it: 404, and clients keep a tag instead.
  REFERRERS,
  /// Mounting a blob from another repository. Without it: every mount becomes an upload.
  MOUNT,
  /// The whole blob in one POST. Without it: the POST opens an upload.
  SINGLE_POST,
  /// Parts of a blob. Without it: `Range` is ignored and the whole blob comes.
  RANGE,
  /// `PUT manifests/<digest>?tag=…`. Without it: the parameter is ignored.
  TAG_PARAMETER,
  /// Deleting tags, manifests and blobs. Without it: 405.
  DELETE
}
