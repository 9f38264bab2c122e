package dev.slipway.registry.remote;

import dev.slipway.image.Descriptor;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.transport.Body;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One blob on its way through one session of a registry, or through several.
///
/// What has arrived is never sent into the same session again, because some registries refuse that.
final class Transfer {
  /// How much goes in one request where not all of it does, in bytes: the first time, and always
  /// where no more is taken.
  static final long CHUNK = 16L * 1024 * 1024;

  /// A line that is fast gets larger chunks: each costs a round trip and the registry some work,
  /// and what is lost with one is soon sent again.
  private static final long LARGEST_CHUNK = 8 * CHUNK;

  private static final Duration SOON = Duration.ofSeconds(1);

  private static final int SMALL = 1024 * 1024;

  private final Session session;
  private final UploadCalls calls;
  private final UploadSource source;
  private final Descriptor content;
  private final Optional<UploadJournal.Entry> entry;
  private Pace pace;
  private long chunk = CHUNK;
  private int failures;

  /// A transfer of what `source` holds, which is remembered in `entry` if there is one.
  Transfer(
      Session session,
      UploadCalls calls,
      UploadSource source,
      Optional<UploadJournal.Entry> entry) {
    this.session = session;
    this.calls = calls;
    this.source = source;
    this.content = source.content();
    this.entry = entry;
    this.pace = entry.isPresent() ? Pace.CAREFUL : Pace.STREAM;
  }

  /// How much goes in one request.
  private enum Pace {
    /// All that is left.
    STREAM,
    /// A chunk, so that not much is lost with a request. A registry that knows no chunks gets a
    /// stream.
    CAREFUL,
    /// A small chunk, because something on the way takes no more.
    LIMITED
  }

  /// How an upload goes on after a failure.
  private enum Next {
    /// The registry knows how far it got.
    ASK,
    /// What the registry has is not worth asking for.
    ANEW
  }

  /// An attempt failed; another may work.
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient RegistryException failure;
    private final transient Optional<Duration> delay;
    private final Next next;

    Broken(RegistryException failure, Optional<Duration> delay, Next next) {
      super(failure);
      this.failure = failure;
      this.delay = delay;
      this.next = next;
    }
  }

  /// Sends what is left from `start` on, and completes the upload.
  void run(UploadPosition start) {
    var position = start;
    while (true) {
      var progress = new Progress(position);
      try {
        progress.run();
        entry.ifPresent(UploadJournal.Entry::forget);
        return;
      } catch (Broken e) {
        failures++;
        if (!session.retry().allows(failures, e.delay)) {
          throw givenUp(
              progress.position, e.failure.within("after %d attempts".formatted(failures)));
        }
        session.retry().pause(source.action(), failures, e.delay);
        if (calls.isThere()) {
          entry.ifPresent(UploadJournal.Entry::forget);
          return;
        }
        position = next(progress.position, e);
      } catch (RegistryException e) {
        throw givenUp(progress.position, e);
      }
    }
  }

  private UploadPosition next(UploadPosition last, Broken broken) {
    boolean isRefused = !(broken.failure instanceof RegistryException.Unreachable);
    // a registry that refuses the same chunk again will not take it the third time
    boolean restarts =
        broken.next == Next.ANEW
            || content.size() <= SMALL
            || (pace == Pace.CAREFUL && isRefused && failures > 1);
    var found = restarts ? Optional.<UploadPosition>empty() : calls.find(last);
    if (found.isPresent()) {
      return found.get();
    }
    if (restarts) {
      calls.cancel(last.location());
    }
    if (pace == Pace.CAREFUL && isRefused) {
      // it was not the line: chunks may be what this registry does not like
      pace = Pace.STREAM;
    }
    return calls.begin();
  }

  /// Leaves for another process what that can go on with.
  private RegistryException givenUp(UploadPosition last, RegistryException failure) {
    boolean isWorthKeeping =
        failure instanceof RegistryException.Unreachable
            || failure instanceof RegistryException.Cancelled
            || failure instanceof RegistryException.Denied;
    if (entry.isEmpty() || !isWorthKeeping) {
      calls.cancel(last.location());
      entry.ifPresent(UploadJournal.Entry::forget);
    }
    return failure;
  }

  /// The way of the bytes into one session.
  private final class Progress {
    private UploadPosition position;

    Progress(UploadPosition position) {
      this.position = position;
    }

    void run() {
      if (content.size() <= SMALL) {
        complete(Optional.of(Body.of(source.whole())));
        return;
      }
      remember();
      while (position.offset() < content.size()) {
        long offset = position.offset();
        long begun = System.nanoTime();
        position = patch(offset, length(content.size() - offset));
        if (System.nanoTime() - begun < SOON.toNanos()) {
          chunk = Math.min(2 * chunk, LARGEST_CHUNK);
        }
        if (position.offset() == offset) {
          var nothing =
              new RegistryException.Unreachable(
                  "%s: the registry took no byte".formatted(source.action()));
          throw new Broken(nothing, Optional.empty(), Next.ASK);
        }
        failures = 0;
        remember();
      }
      complete(Optional.empty());
    }

    private void remember() {
      entry.ifPresent(
          kept ->
              kept.remember(
                  new UploadJournal.UploadSession(position.location(), position.smallest())));
    }

    private long length(long left) {
      return switch (pace) {
        case STREAM -> left;
        case CAREFUL -> Math.min(left, Math.max(chunk, position.smallest()));
        case LIMITED -> Math.min(left, Math.max(CHUNK, position.smallest()));
      };
    }

    private UploadPosition patch(long offset, long length) {
      var request =
          Request.of("PATCH", position.location())
              .with("Content-Type", "application/octet-stream")
              .with(source.slice(offset, length));
      if (offset > 0 || length < content.size()) {
        request = request.with("Content-Range", "%d-%d".formatted(offset, offset + length - 1));
      }
      // 201 is what ECR answers, and 204 docker's specification of old
      return switch (session.attempt(request, Set.of(201, 202, 204, 413))) {
        case Session.Outcome.Answer(var response) -> accepted(request, response, offset, length);
        case Session.Outcome.Later(var failure, var delay) ->
            throw source
                .failure()
                .<RuntimeException>map(own -> own)
                .orElseGet(() -> new Broken(failure, delay, Next.ASK));
        case Session.Outcome.Final(var failure) -> throw refused(failure);
      };
    }

    private UploadPosition accepted(Request request, Response response, long offset, long length) {
      try (response) {
        if (response.status() == 413) {
          throw tooMuch(request, offset, length);
        }
        long arrived = UploadPosition.arrived(response).orElse(offset + length);
        if (arrived < offset || arrived > offset + length) {
          var failure =
              new RegistryException.Malformed(
                  "%s: the registry has %d bytes, but it was sent %d to %d"
                      .formatted(request, arrived, offset, offset + length));
          throw pace == Pace.CAREFUL ? new Broken(failure, Optional.empty(), Next.ANEW) : failure;
        }
        return position.moved(session, request, response, arrived);
      }
    }

    private RuntimeException tooMuch(Request request, long offset, long length) {
      var failure =
          new RegistryException.Refused(
              "%s: status 413: the registry or a proxy takes no %d bytes at once"
                  .formatted(request, length),
              413,
              List.of());
      if (length <= Math.max(CHUNK, position.smallest())) {
        return failure;
      }
      pace = Pace.LIMITED;
      return new Broken(failure, Optional.empty(), offset == 0 ? Next.ANEW : Next.ASK);
    }

    private void complete(Optional<Body> body) {
      var request = Request.of("PUT", named(position.location()));
      if (body.isPresent()) {
        request = request.with("Content-Type", "application/octet-stream").with(body.get());
      }
      switch (session.attempt(request, Set.of(200, 201, 204))) {
        case Session.Outcome.Answer(var response) -> response.close();
        case Session.Outcome.Later(var failure, var delay) ->
            throw new Broken(failure, delay, Next.ASK);
        case Session.Outcome.Final(var failure) -> throw refused(failure);
      }
    }

    private URI named(URI location) {
      var mark = location.getRawQuery() == null ? "?" : "&";
      var digest = content.digest().toString().replace(":", "%3A");
      return URI.create(location + mark + "digest=" + digest);
    }

    /// A session may be lost, or have got bytes that were not sent, or chunks that it cannot take:
    /// all are worth another try.
    private RuntimeException refused(RegistryException failure) {
      return switch (failure) {
        case RegistryException.NotFound _ -> new Broken(failure, Optional.empty(), Next.ASK);
        case RegistryException.Refused refused when refused.status() == 416 ->
            new Broken(failure, Optional.empty(), Next.ASK);
        case RegistryException.Refused refused
            when pace == Pace.CAREFUL || refused.codes().contains("DIGEST_INVALID") ->
            new Broken(failure, Optional.empty(), Next.ANEW);
        default -> failure;
      };
    }
  }
}
