package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Index;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/// A small image made by code: one layer that is a tar archive with one file.
///
/// The same name, size and platform yield the same image.
public final class SampleImage {
  private final Document manifest;
  private final Document config;
  private final Descriptor layer;
  private final byte[] archive;

  private SampleImage(Document manifest, Document config, Descriptor layer, byte[] archive) {
    this.manifest = manifest;
    this.config = config;
    this.layer = layer;
    this.archive = archive;
  }

  /// The manifest.
  public Document manifest() {
    return manifest;
  }

  /// The config.
  public Document config() {
    return config;
  }

  /// What describes the layer.
  public Descriptor layer() {
    return layer;
  }

  /// The layer's bytes: a tar archive under gzip.
  public byte[] archive() {
    return archive.clone();
  }

  /// An image whose one file has `size` bytes that look random.
  public static SampleImage of(String name, int size, String platform) {
    var content = new byte[size];
    new Random(name.hashCode()).nextBytes(content);
    var tar = tar(name, content);
    var archive = gzip(tar);
    var layer = Descriptor.of(MediaType.OCI_LAYER_GZIP, archive);
    var config =
        ImageConfig.of(Platform.parse(platform))
            .withLayer(Digest.of(tar), History.of(Instant.EPOCH, "sample", History.Kind.LAYER))
            .document();
    var manifest = Manifest.of(config.descriptor(), List.of(layer)).document();
    return new SampleImage(manifest, config, layer, archive);
  }

  /// A place in memory that holds this image under the name `tag`.
  public MemoryPlace place(String tag) {
    var place = new MemoryPlace("memory");
    offer(place);
    place.tag(manifest, tag);
    return place;
  }

  /// Puts this image into `place`, without a name.
  public void offer(MemoryPlace place) {
    place.offer(layer, Blob.of(archive));
    place.offer(config);
    place.offer(manifest);
  }

  /// A place in memory that holds an index of `images` under the name `tag`.
  public static MemoryPlace index(String tag, List<SampleImage> images) {
    var place = new MemoryPlace("memory");
    images.forEach(image -> image.offer(place));
    var index =
        Index.of(
                images.stream()
                    .map(
                        image ->
                            image
                                .manifest
                                .descriptor()
                                .withPlatform(image.config.config().platform()))
                    .toList())
            .document();
    place.offer(index);
    place.tag(index, tag);
    return place;
  }

  private static byte[] gzip(byte[] tar) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(String name, byte[] content) {
    var blocks = (content.length + 511) / 512;
    var tar = new byte[512 + blocks * 512 + 1024];
    put(tar, 0, name);
    put(tar, 100, "0000644\0");
    put(tar, 108, "0000000\0");
    put(tar, 116, "0000000\0");
    put(tar, 124, "%011o\0".formatted(content.length));
    put(tar, 136, "00000000000\0");
    put(tar, 148, "        ");
    put(tar, 156, "0");
    put(tar, 257, "ustar\00000");
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    put(tar, 148, "%06o\0 ".formatted(sum));
    System.arraycopy(content, 0, tar, 512, content.length);
    return tar;
  }

  private static void put(byte[] tar, int offset, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, tar, offset, bytes.length);
  }
}
