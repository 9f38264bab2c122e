package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Answers `blobs/uploads/…`: a blob in one piece, in chunks, or mounted from elsewhere.
///
/// What has arrived stays when a connection breaks, so that the client may ask how far it came and
/// go on from there. A blob becomes known only when its digest is what the client said.
final class UploadRequests {
  private static final Pattern CONTENT_RANGE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
  private static final int SECONDS_TO_WAIT = 10;

  private final Storage storage;
  private final Uploads uploads;
  private final Disk disk;
  private final Setup setup;

  UploadRequests(Storage storage, Disk disk, Setup setup) {
    this.storage = storage;
    this.uploads = new Uploads(storage);
    this.disk = disk;
    this.setup = setup;
  }

  /// Answers what `POST blobs/uploads/` asks for.
  Answer begin(Request request, Route.Uploads route, InputStream body, Grant grant)
      throws IOException {
    if (!request.method().equals("POST")) {
      throw Dispatcher.notAllowed(request, "POST");
    }
    if (request.parameter("mount").isPresent()) {
      var digest = Names.digest(request.parameter("mount").get());
      if (disk.call(() -> mount(request, route, digest, grant))) {
        return created(route.repository(), digest);
      }
    }
    var digest = request.parameter("digest").map(Names::digest);
    var algorithm = digest.map(Digest::algorithm).orElseGet(() -> algorithm(request));
    var session = disk.call(() -> uploads.open(route.repository(), algorithm));
    if (digest.isEmpty() || setup.lacks().contains(Feature.SINGLE_POST)) {
      return accepted(route.repository(), session, 0);
    }
    return whole(route.repository(), session, digest.get(), body);
  }

  /// A whole blob in one request. Nobody knows its upload, so nobody can go on with it.
  private Answer whole(String repository, Uploads.Session session, Digest digest, InputStream body)
      throws IOException {
    boolean finished = false;
    try {
      receive(session, body, Optional.empty());
      var answer = finish(repository, session, digest);
      finished = true;
      return answer;
    } finally {
      if (!finished) {
        end(session);
      }
    }
  }

  /// Answers what is asked of an upload under way.
  Answer proceed(Request request, Route.Upload route, InputStream body) throws IOException {
    var session =
        disk.call(() -> uploads.find(route.repository(), route.id()))
            .orElseThrow(() -> unknown(route));
    return switch (request.method()) {
      case "GET" -> status(route, session);
      case "PATCH" -> inTurn(route, session, () -> patch(request, route, session, body));
      case "PUT" -> inTurn(route, session, () -> put(request, route, session, body));
      case "DELETE" -> inTurn(route, session, () -> cancel(session));
      default -> throw Dispatcher.notAllowed(request, "GET, PATCH, PUT, DELETE");
    };
  }

  private boolean mount(Request request, Route.Uploads route, Digest digest, Grant grant)
      throws IOException {
    if (setup.lacks().contains(Feature.MOUNT)) {
      return false;
    }
    return storage.adding(
        () -> {
          var from = request.parameter("from");
          boolean known =
              from.isPresent()
                  ? Names.isRepository(from.get())
                      && grant.allows(from.get(), Grant.Action.PULL)
                      && storage.repository(from.get()).hasBlob(digest)
                  : storage.isKnown(digest, name -> grant.allows(name, Grant.Action.PULL));
          if (known) {
            storage.repository(route.repository()).addBlob(digest);
          }
          return known;
        });
  }

  private Answer status(Route.Upload route, Uploads.Session session) throws IOException {
    long size = disk.call(session::size);
    return accepted(route.repository(), session, size).as(204);
  }

  private Answer patch(
      Request request, Route.Upload route, Uploads.Session session, InputStream body)
      throws IOException {
    var span = span(request, route, session);
    if (span.isPresent() && session.endedShort) {
      throw new Refusal(
          416,
          Refusal.Code.SIZE_INVALID,
          "only the last chunk may have less than %d bytes".formatted(setup.limits().chunkBytes()));
    }
    receive(session, body, span);
    session.endedShort =
        span.filter(chunk -> chunk.length() < setup.limits().chunkBytes()).isPresent();
    return accepted(route.repository(), session, disk.call(session::size));
  }

  private Answer put(Request request, Route.Upload route, Uploads.Session session, InputStream body)
      throws IOException {
    var digest =
        Names.digest(
            request
                .parameter("digest")
                .orElseThrow(
                    () ->
                        new Refusal(
                            400,
                            Refusal.Code.DIGEST_INVALID,
                            "an upload ends with ?digest=…, which is not there")));
    receive(session, body, span(request, route, session));
    return finish(route.repository(), session, digest);
  }

  private Answer cancel(Uploads.Session session) throws IOException {
    end(session);
    return Answer.of(204);
  }

  private void end(Uploads.Session session) throws IOException {
    disk.call(
        () -> {
          uploads.end(session);
          return session;
        });
  }

  private Answer finish(String repository, Uploads.Session session, Digest digest)
      throws IOException {
    disk.call(
        () -> {
          var actual = session.finish(digest.algorithm());
          if (!actual.equals(digest)) {
            uploads.end(session);
            throw new Refusal(
                400,
                Refusal.Code.DIGEST_INVALID,
                "what arrived has the digest %s, not %s".formatted(actual, digest));
          }
          return storage.adding(
              () -> {
                storage.adopt(session.file, digest);
                storage.repository(repository).addBlob(digest);
                uploads.end(session);
                return digest;
              });
        });
    return created(repository, digest);
  }

  /// Which bytes of the blob a body holds, by its own account.
  private record Span(long first, long last) {
    long length() {
      return last - first + 1;
    }
  }

  private Optional<Span> span(Request request, Route.Upload route, Uploads.Session session)
      throws IOException {
    var text = request.header("Content-Range");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var matcher = CONTENT_RANGE.matcher(text.get());
    if (!matcher.matches()) {
      throw new Refusal(
          400,
          Refusal.Code.BLOB_UPLOAD_INVALID,
          "Content-Range is '%s', not <first>-<last>".formatted(text.get()));
    }
    var span = new Span(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    long size = disk.call(session::size);
    if (span.first != size || span.length() < 1) {
      throw new Refusal(
          416,
          Refusal.Code.BLOB_UPLOAD_INVALID,
          "the upload goes on at byte %d, not %d".formatted(size, span.first),
          accepted(route.repository(), session, size).headers());
    }
    return Optional.of(span);
  }

  private void receive(Uploads.Session session, InputStream body, Optional<Span> span)
      throws IOException {
    long before = disk.call(session::size);
    long received = 0;
    var buffer = new byte[256 * 1024];
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      int arrived = count;
      disk.call(
          () -> {
            session.append(buffer, arrived);
            return session;
          });
      received += count;
    }
    if (span.isPresent() && span.get().length() != received) {
      disk.call(
          () -> {
            session.cutTo(before);
            return session;
          });
      throw new Refusal(
          400,
          Refusal.Code.SIZE_INVALID,
          "Content-Range promised %d bytes, %d came".formatted(span.get().length(), received));
    }
  }

  private interface Turn {
    Answer take() throws IOException;
  }

  /// Two clients at one upload take turns. A client that lost its connection waits here until the
  /// server has noticed, too.
  private Answer inTurn(Route.Upload route, Uploads.Session session, Turn turn) throws IOException {
    boolean mine;
    try {
      mine = session.turn.tryLock(SECONDS_TO_WAIT, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      mine = false;
    }
    if (!mine) {
      throw new Refusal(
          409, Refusal.Code.BLOB_UPLOAD_INVALID, "another request is busy with this upload");
    }
    try {
      // Whoever had the turn before may have ended it.
      if (disk.call(() -> uploads.find(route.repository(), route.id())).isEmpty()) {
        throw unknown(route);
      }
      return turn.take();
    } finally {
      session.turn.unlock();
    }
  }

  private static Digest.Algorithm algorithm(Request request) {
    var wanted = request.parameter("digest-algorithm").orElse("sha256");
    for (var algorithm : Digest.Algorithm.values()) {
      if (algorithm.label().equals(wanted)) {
        return algorithm;
      }
    }
    throw new Refusal(
        400, Refusal.Code.DIGEST_INVALID, "there is no digest algorithm '%s'".formatted(wanted));
  }

  private Answer accepted(String repository, Uploads.Session session, long size) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Location", "/v2/%s/blobs/uploads/%s".formatted(repository, session.id));
    headers.put("Range", "0-" + Math.max(0, size - 1));
    headers.put("Docker-Upload-UUID", session.id);
    if (setup.limits().chunkBytes() > 0) {
      headers.put("OCI-Chunk-Min-Length", Long.toString(setup.limits().chunkBytes()));
    }
    return Answer.of(202).with(headers);
  }

  private static Answer created(String repository, Digest digest) {
    return Answer.of(201)
        .with(
            Map.of(
                "Location", "/v2/%s/blobs/%s".formatted(repository, digest),
                "Docker-Content-Digest", digest.toString()));
  }

  private static Refusal unknown(Route.Upload route) {
    return new Refusal(
        404,
        Refusal.Code.BLOB_UPLOAD_UNKNOWN,
        "%s has no upload %s under way".formatted(route.repository(), route.id()));
  }
}
