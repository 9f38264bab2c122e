package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.util.regex.Pattern;

/// What a path asks for: one of the endpoints of the distribution specification.
sealed interface Route {
  /// `/v2/`: is this a registry?
  record Ping() implements Route {}

  /// `/token`: the token service, which is not part of the API.
  record Token() implements Route {}

  /// `/v2/_catalog`: which repositories are there?
  record Catalog() implements Route {}

  /// A path within one repository.
  sealed interface Within extends Route {
    String repository();
  }

  /// `tags/list`.
  record Tags(String repository) implements Within {}

  /// `referrers/<digest>`.
  record Referrers(String repository, Digest subject) implements Within {}

  /// `blobs/<digest>`.
  record Blob(String repository, Digest digest) implements Within {}

  /// `blobs/uploads/`: where uploads begin.
  record Uploads(String repository) implements Within {}

  /// `blobs/uploads/<id>`: an upload under way.
  record Upload(String repository, String id) implements Within {}

  /// `manifests/<tag or digest>`.
  record Manifest(String repository, String identifier) implements Within {}

  Pattern PATH =
      Pattern.compile(
          "/v2/(?<name>.+)/(?:(?<tags>tags/list)|referrers/(?<subject>[^/]*)"
              + "|blobs/uploads/(?<id>[^/]+)|(?<uploads>blobs/uploads/?)|blobs/(?<blob>[^/]*)"
              + "|manifests/(?<manifest>[^/]*))");

  /// Reads a path.
  ///
  /// @throws Refusal 404 for a path that is none of these, 400 for a bad name or digest in it
  static Route of(String path) {
    return switch (path) {
      case "/v2", "/v2/" -> new Ping();
      case "/token" -> new Token();
      case "/v2/_catalog" -> new Catalog();
      default -> within(path);
    };
  }

  private static Route within(String path) {
    var matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      throw new Refusal(404, Refusal.Code.UNSUPPORTED, "there is no endpoint '%s'".formatted(path));
    }
    var name = Names.repository(matcher.group("name"));
    var subject = matcher.group("subject");
    var blob = matcher.group("blob");
    var manifest = matcher.group("manifest");
    if (subject != null) {
      return new Referrers(name, Names.digest(subject));
    }
    if (blob != null) {
      return new Blob(name, Names.digest(blob));
    }
    if (manifest != null) {
      return new Manifest(name, manifest);
    }
    if (matcher.group("tags") != null) {
      return new Tags(name);
    }
    return matcher.group("uploads") != null
        ? new Uploads(name)
        : new Upload(name, matcher.group("id"));
  }
}
