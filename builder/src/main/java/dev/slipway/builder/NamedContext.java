package dev.slipway.builder;

import dev.slipway.builder.address.RemoteSource;
import java.nio.file.Path;

/// What `--build-context NAME=VALUE` gives a name to.
public sealed interface NamedContext {
  /// A folder; its files are owned by root, and its own `.dockerignore` counts.
  record Folder(Path path) implements NamedContext {}

  /// An image in place of the one that the Dockerfile names: `docker-image://REFERENCE`.
  ///
  /// @param reference a reference as FROM takes it
  record Image(String reference) implements NamedContext {}

  /// An image in an OCI layout: `oci-layout://DIR[:tag|@digest]`.
  ///
  /// @param reference what stands after `oci-layout://`
  record Layout(String reference) implements NamedContext {}

  /// Files on another machine. The file of a web server is there under the name `context`, and not
  /// unpacked.
  record Remote(RemoteSource source) implements NamedContext {}

  /// Reads the part after the `=`.
  ///
  /// @throws IllegalArgumentException when it is of a kind that this version does not read
  static NamedContext parse(String value) {
    if (value.startsWith("docker-image://")) {
      return new Image(value.substring("docker-image://".length()));
    }
    if (value.startsWith("oci-layout://")) {
      return new Layout(value.substring("oci-layout://".length()));
    }
    var remote = RemoteSource.find(value);
    if (remote.isPresent()) {
      return new Remote(remote.get());
    }
    int scheme = value.indexOf("://");
    if (scheme > 0) {
      throw new IllegalArgumentException(
          "a context of the kind '%s://' is not supported by this version; a folder, https://, docker-image:// and oci-layout:// are"
              .formatted(value.substring(0, scheme)));
    }
    return new Folder(Path.of(value));
  }
}
