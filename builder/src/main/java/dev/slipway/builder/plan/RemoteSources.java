package dev.slipway.builder.plan;

import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.context.PinnedSource;
import java.time.Instant;
import java.util.Optional;

/// Finds what files hold that do not lie on this machine, as [BaseImages] does for images.
public interface RemoteSources {
  /// Says that `source` will be asked for, so that the answer can be on its way.
  void expect(RemoteSource source);

  /// What `source` is right now.
  ///
  /// @throws RuntimeException the place's own exception, when it cannot be had
  PinnedSource pin(RemoteSource source);

  /// When that was made: a commit's own time, or when a web server says that its file was changed
  /// last; nothing when it does not say.
  ///
  /// @throws RuntimeException the place's own exception, when it cannot be had
  Optional<Instant> time(RemoteSource source);
}
