package dev.slipway.image;

import java.util.Locale;

/// The media type of a document or a blob, such as `application/vnd.oci.image.manifest.v1+json`.
///
/// Parameters are not part of it. Any type may stand here; the predicates know those of the OCI
/// image specification and of docker's schema 2.
///
/// @param name the type in lower case, as in RFC 6838
public record MediaType(String name) implements Comparable<MediaType> {
  /// An OCI image index: the manifests of one image for several platforms.
  public static final MediaType OCI_INDEX =
      new MediaType("application/vnd.oci.image.index.v1+json");

  /// An OCI image manifest.
  public static final MediaType OCI_MANIFEST =
      new MediaType("application/vnd.oci.image.manifest.v1+json");

  /// An OCI image config.
  public static final MediaType OCI_CONFIG =
      new MediaType("application/vnd.oci.image.config.v1+json");

  /// An uncompressed OCI layer.
  public static final MediaType OCI_LAYER = new MediaType("application/vnd.oci.image.layer.v1.tar");

  /// An OCI layer under gzip.
  public static final MediaType OCI_LAYER_GZIP =
      new MediaType("application/vnd.oci.image.layer.v1.tar+gzip");

  /// An OCI layer under zstd.
  public static final MediaType OCI_LAYER_ZSTD =
      new MediaType("application/vnd.oci.image.layer.v1.tar+zstd");

  /// The empty object `{}`, where a manifest needs a config or a layer and there is none.
  public static final MediaType OCI_EMPTY = new MediaType("application/vnd.oci.empty.v1+json");

  /// The marker of an OCI layout.
  public static final MediaType OCI_LAYOUT =
      new MediaType("application/vnd.oci.layout.header.v1+json");

  /// Docker's manifest list: the manifests of one image for several platforms.
  public static final MediaType DOCKER_MANIFEST_LIST =
      new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");

  /// Docker's manifest, schema 2.
  public static final MediaType DOCKER_MANIFEST =
      new MediaType("application/vnd.docker.distribution.manifest.v2+json");

  /// Docker's image config.
  public static final MediaType DOCKER_CONFIG =
      new MediaType("application/vnd.docker.container.image.v1+json");

  /// Docker's uncompressed layer.
  public static final MediaType DOCKER_LAYER =
      new MediaType("application/vnd.docker.image.rootfs.diff.tar");

  /// Docker's layer under gzip.
  public static final MediaType DOCKER_LAYER_GZIP =
      new MediaType("application/vnd.docker.image.rootfs.diff.tar.gzip");

  /// Docker's layer under zstd, which some tools write.
  public static final MediaType DOCKER_LAYER_ZSTD =
      new MediaType("application/vnd.docker.image.rootfs.diff.tar.zstd");

  /// Docker's layer that is only to be had elsewhere.
  public static final MediaType DOCKER_FOREIGN_LAYER =
      new MediaType("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

  private static final String OCI_NONDISTRIBUTABLE =
      "application/vnd.oci.image.layer.nondistributable.v1.tar";
  private static final String DOCKER_SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+";

  /// Checks the form.
  ///
  /// @throws ImageException.Malformed when it is not a type and a subtype
  public MediaType {
    name = name.toLowerCase(Locale.ROOT);
    int slash = name.indexOf('/');
    if (slash <= 0
        || slash == name.length() - 1
        || name.length() > 255
        || !name.chars().allMatch(MediaType::isAllowed)
        || name.indexOf('/', slash + 1) >= 0) {
      throw new ImageException.Malformed("'%s' is not a media type".formatted(name));
    }
  }

  /// Reads a `Content-Type`, and leaves its parameters out.
  ///
  /// @throws ImageException.Malformed when it is not a type and a subtype
  public static MediaType parse(String text) {
    int end = text.indexOf(';');
    return new MediaType((end < 0 ? text : text.substring(0, end)).strip());
  }

  /// Whether this is an OCI index or a docker manifest list.
  public boolean isIndex() {
    return equals(OCI_INDEX) || equals(DOCKER_MANIFEST_LIST);
  }

  /// Whether this is an OCI manifest or a docker manifest of schema 2.
  public boolean isManifest() {
    return equals(OCI_MANIFEST) || equals(DOCKER_MANIFEST);
  }

  /// Whether this is a manifest of docker's schema 1, which nobody should write any more.
  public boolean isSchema1() {
    return name.startsWith(DOCKER_SCHEMA_1);
  }

  /// Whether this is the config of an image.
  public boolean isConfig() {
    return equals(OCI_CONFIG) || equals(DOCKER_CONFIG);
  }

  /// Whether this is a layer of a file system.
  public boolean isLayer() {
    return name.startsWith(OCI_LAYER.name)
        || name.startsWith(DOCKER_LAYER.name)
        || isForeignLayer();
  }

  /// Whether this is a layer that registries do not hold.
  public boolean isForeignLayer() {
    return equals(DOCKER_FOREIGN_LAYER) || name.startsWith(OCI_NONDISTRIBUTABLE);
  }

  /// Whether this is one of docker's types.
  public boolean isDocker() {
    return name.startsWith("application/vnd.docker.");
  }

  /// How the archive of a layer is compressed, as far as the name tells.
  public Compression compression() {
    if (name.endsWith("+gzip") || name.endsWith(".gzip")) {
      return Compression.GZIP;
    }
    return name.endsWith("+zstd") || name.endsWith(".zstd") ? Compression.ZSTD : Compression.NONE;
  }

  /// The type of an OCI layer under `compression`.
  public static MediaType layer(Compression compression) {
    return switch (compression) {
      case NONE -> OCI_LAYER;
      case GZIP -> OCI_LAYER_GZIP;
      case ZSTD -> OCI_LAYER_ZSTD;
    };
  }

  @Override
  public int compareTo(MediaType other) {
    return name.compareTo(other.name);
  }

  /// The name.
  @Override
  public String toString() {
    return name;
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "/!#$&-^_.+".indexOf(c) >= 0;
  }
}
