package dev.slipway.registry.remote;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import dev.slipway.image.MediaType;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import java.util.Locale;
import java.util.Optional;

/// What the header of an answer says of content. A server may say anything: what cannot be is
/// refused here, and what is said of bytes is compared with them when they come.
final class AnsweredHead {
  private AnsweredHead() {}

  /// Whether an answer to HEAD speaks of `content`: a server that is no registry may say yes to
  /// everything, and one that has lost a part of a blob may not know it.
  static boolean speaksOf(Descriptor content, Request request, Response response) {
    if (!isManifest(content)) {
      var length = response.headers().number("Content-Length");
      return length.isEmpty() || length.get() == content.size();
    }
    var type = response.headers().find("Content-Type");
    var digest = response.headers().find("Docker-Content-Digest");
    if (digest.isPresent()
        && digest.get().startsWith(content.digest().algorithm().label() + ":")
        && !digest.get().equals(content.digest().toString())) {
      throw new RegistryException.Malformed(
          "%s: the registry answered with %s".formatted(request, digest.get()));
    }
    if (digest.isEmpty() && type.filter(AnsweredHead::isWebPage).isPresent()) {
      throw new RegistryException.Malformed(
          "%s: a web page came instead of a manifest. Is %s a registry?"
              .formatted(request, request.uri().getRawAuthority()));
    }
    return true;
  }

  private static boolean isWebPage(String type) {
    return type.toLowerCase(Locale.ROOT).startsWith("text/html");
  }

  /// What the header of an answer says of the manifest, if it says enough.
  static Optional<Descriptor> manifest(Request request, Response response) {
    var headers = response.headers();
    var type = type(request, response).filter(t -> t.isManifest() || t.isIndex());
    var digest = headers.find("Docker-Content-Digest");
    var size = headers.number("Content-Length");
    if (type.isEmpty() || digest.isEmpty() || size.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Descriptor(type.get(), Digest.parse(digest.get()), size.get()));
    } catch (IllegalArgumentException e) {
      throw new RegistryException.Malformed(
          "%s: the registry names what is no digest".formatted(request), e);
    }
  }

  /// What kind of content an answer says that it is, if it says it in a way that can be read.
  static Optional<MediaType> type(Request request, Response response) {
    try {
      var type = response.headers().find("Content-Type").map(MediaType::parse);
      if (type.filter(MediaType::isSchema1).isPresent()) {
        throw new RegistryException.Malformed(
            request
                + ": it is an image of docker's schema 1, which is not supported. Push it again"
                + " with a tool of this decade");
      }
      return type;
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  /// Refuses a manifest of another kind than `wanted`.
  static void checkType(Descriptor wanted, Request request, Response response) {
    var type = type(request, response).filter(t -> t.isManifest() || t.isIndex());
    if (type.isPresent() && !type.get().equals(wanted.mediaType())) {
      throw new RegistryException.Malformed(
          "%s: it came as %s, but %s was expected"
              .formatted(request, type.get(), wanted.mediaType()));
    }
  }

  /// Whether content is asked for as a manifest, and not as a blob.
  static boolean isManifest(Descriptor content) {
    return content.mediaType().isManifest() || content.mediaType().isIndex();
  }
}
