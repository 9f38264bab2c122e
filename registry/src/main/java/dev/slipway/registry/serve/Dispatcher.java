package dev.slipway.registry.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;

/// Hands a request to the one who answers it.
final class Dispatcher {
  private final Gate gate;
  private final TokenService tokens;
  private final Disk disk;
  private final Limits limits;
  private final BlobRequests blobs;
  private final UploadRequests uploads;
  private final ManifestRequests manifests;
  private final ListRequests lists;
  private final Set<Feature> lacks;

  Dispatcher(Setup setup, Storage storage, Disk disk, String address) {
    this.tokens = new TokenService(setup.access());
    this.gate = new Gate(setup.access(), tokens, address + "/token");
    this.disk = disk;
    this.limits = setup.limits();
    this.lacks = setup.lacks();
    this.blobs = new BlobRequests(storage, lacks);
    this.uploads = new UploadRequests(storage, disk, setup);
    this.manifests = new ManifestRequests(storage, lacks);
    this.lists = new ListRequests(storage, limits.pageEntries());
  }

  /// Answers a request; refusals are answers, too.
  ///
  /// @throws IOException when the request's body does not arrive, or the disk fails
  Answer answer(Request request, InputStream body) throws IOException {
    try {
      var route = Route.of(request.path());
      return switch (route) {
        case Route.Token() -> tokens.answer(request, read(body));
        case Route.Ping() -> {
          gate.admit(request, route);
          mustRead(request);
          yield Answer.json(200, "application/json", Json.object());
        }
        case Route.Catalog() -> {
          gate.admit(request, route);
          yield disk.call(() -> lists.catalog(request));
        }
        case Route.Within within -> within(request, within, body, gate.admit(request, route));
      };
    } catch (Refusal refusal) {
      return refusal.answer();
    }
  }

  private Answer within(Request request, Route.Within route, InputStream body, Grant grant)
      throws IOException {
    return switch (route) {
      case Route.Uploads begin -> uploads.begin(request, begin, body, grant);
      case Route.Upload upload -> uploads.proceed(request, upload, body);
      case Route.Blob blob -> disk.call(() -> blobs.answer(request, blob));
      case Route.Tags tags -> disk.call(() -> lists.tags(request, tags));
      case Route.Referrers referrers -> {
        if (lacks.contains(Feature.REFERRERS)) {
          throw new Refusal(
              404, Refusal.Code.UNSUPPORTED, "this server was started without referrers");
        }
        yield disk.call(() -> lists.referrers(request, referrers));
      }
      case Route.Manifest manifest -> {
        var bytes = read(body);
        yield disk.call(() -> manifests.answer(request, manifest, bytes));
      }
    };
  }

  private byte[] read(InputStream body) throws IOException {
    var bytes = body.readNBytes(limits.manifestBytes() + 1);
    if (bytes.length > limits.manifestBytes()) {
      throw new Refusal(
          413,
          Refusal.Code.SIZE_INVALID,
          "a manifest may have %d bytes, and this one has more".formatted(limits.manifestBytes()));
    }
    return bytes;
  }

  static void mustRead(Request request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      throw notAllowed(request, "GET, HEAD");
    }
  }

  /// A method that is not one of those `allowed` (RFC 9110 §15.5.6).
  static Refusal notAllowed(Request request, String allowed) {
    return new Refusal(
        405,
        Refusal.Code.UNSUPPORTED,
        "%s is not possible here, only %s".formatted(request.method(), allowed),
        Map.of("Allow", allowed));
  }
}
