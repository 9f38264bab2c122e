package dev.slipway.registry.remote;

import dev.slipway.image.Descriptor;
import dev.slipway.registry.Arrival;
import dev.slipway.registry.Blob;
import dev.slipway.registry.Repository;
import dev.slipway.registry.remote.UploadCalls.Mount;
import java.util.List;
import java.util.Optional;

/// Brings one blob into a repository: by mounting it if the registry has it elsewhere, else in a
/// session. See the distribution specification, "Pushing blobs".
///
/// A small blob goes in one request. A larger one is streamed, and when the stream breaks the
/// registry is asked how far it got: the rest follows from there. A session that is lost begins
/// anew. Where there is a journal, a large one is remembered there and goes in chunks, because what
/// lies behind many registries keeps whole requests only; the next process goes on with it.
final class Upload {
  /// What is sent within seconds is not worth remembering.
  private static final long JOURNALLED = 2 * Transfer.CHUNK;

  private static final int MAX_ORIGINS = 3;

  private final Session session;
  private final Descriptor content;
  private final Blob blob;
  private final UploadCalls calls;

  Upload(Session session, Descriptor content, Blob blob) {
    this.session = session;
    this.content = content;
    this.blob = blob;
    this.calls = new UploadCalls(session, content);
  }

  /// Sends it, and remembers it in `journal` on the way.
  Arrival run(Optional<UploadJournal> journal) {
    var claimed =
        journal
            .filter(_ -> content.size() > JOURNALLED)
            .flatMap(kept -> kept.claim(session.repository(), content.digest()));
    if (claimed.isEmpty()) {
      return send(mountOrBegin(), Optional.empty());
    }
    try (var entry = claimed.get()) {
      var resumed = entry.find().flatMap(calls::find);
      return send(resumed.or(this::mountOrBegin), claimed);
    }
  }

  private Arrival send(Optional<UploadPosition> position, Optional<UploadJournal.Entry> entry) {
    if (position.isEmpty()) {
      entry.ifPresent(UploadJournal.Entry::forget);
      return Arrival.MOUNTED;
    }
    var action = "write %s to %s".formatted(content.digest(), session.repository());
    try (var source = new UploadSource(content, blob, action)) {
      new Transfer(session, calls, source, entry).run(position.get());
    }
    return Arrival.SENT;
  }

  /// Where the bytes are to go; nowhere when they are there now.
  private Optional<UploadPosition> mountOrBegin() {
    for (var origin : origins()) {
      switch (calls.mount(origin)) {
        case Mount.Done() -> {
          return Optional.empty();
        }
        case Mount.Opened(var position) -> {
          return Optional.of(position);
        }
        case Mount.Refused() -> {
          // the next one may do
        }
      }
    }
    return Optional.of(calls.begin());
  }

  private List<Repository> origins() {
    var own = session.repository();
    return blob.origins().stream()
        .filter(origin -> origin.registry().equals(own.registry()) && !origin.equals(own))
        .distinct()
        .limit(MAX_ORIGINS)
        .toList();
  }
}
