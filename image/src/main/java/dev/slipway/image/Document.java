package dev.slipway.image;

import java.util.Arrays;

/// A manifest, an index or a config in the very bytes in which it came or was made.
///
/// The digest of these bytes is its identity, so they are kept and never written anew. Every
/// instance is verified: its bytes are what its descriptor says.
public final class Document {
  private final Descriptor descriptor;
  private final byte[] bytes;

  /// Pairs bytes with what describes them.
  ///
  /// @throws ImageException.Mismatch when size or digest is another
  public Document(Descriptor descriptor, byte[] bytes) {
    descriptor.verify(bytes);
    this.descriptor = descriptor;
    this.bytes = bytes.clone();
  }

  /// The document of these bytes, named by SHA-256.
  public static Document of(MediaType mediaType, byte[] bytes) {
    return new Document(Descriptor.of(mediaType, bytes), bytes);
  }

  /// What describes the bytes.
  public Descriptor descriptor() {
    return descriptor;
  }

  /// The media type.
  public MediaType mediaType() {
    return descriptor.mediaType();
  }

  /// The digest of the bytes.
  public Digest digest() {
    return descriptor.digest();
  }

  /// A copy of the bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// What it says as a manifest.
  ///
  /// @throws ImageException when it is not one
  public Manifest manifest() {
    return Manifest.read("manifest " + digest(), mediaType(), bytes);
  }

  /// What it says as an index.
  ///
  /// @throws ImageException when it is not one
  public Index index() {
    return Index.read("index " + digest(), mediaType(), bytes);
  }

  /// What it says as an image config; its media type does not matter.
  ///
  /// @throws ImageException when it is not one
  public ImageConfig config() {
    return ImageConfig.read("config " + digest(), bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Document document
        && descriptor.equals(document.descriptor)
        && Arrays.equals(bytes, document.bytes);
  }

  @Override
  public int hashCode() {
    return descriptor.hashCode();
  }

  /// Type and digest.
  @Override
  public String toString() {
    return descriptor.mediaType() + " " + descriptor.digest();
  }
}
