package dev.slipway.builder.run;

import dev.slipway.builder.BuildListener;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.context.ContentDigests;
import dev.slipway.builder.store.Store;
import dev.slipway.dockerfile.Source;
import dev.slipway.image.Platform;
import java.time.Clock;

/// All that an execution needs beside its plan.
///
/// @param dockerfile the text, which errors quote
/// @param store where layers and cache are
/// @param supply brings the layers of base images
/// @param contexts the files that COPY may take
/// @param remotes brings the files that ADD takes from elsewhere
/// @param fileDigests tells what files hold, without reading those that have not changed
/// @param commands runs the commands of RUN
/// @param runs what they find around them
/// @param cacheSpace keeps the cache mounts of this build apart from those of other spaces
/// @param machine the platform whose programs run here
/// @param reuse whether results of earlier builds are used
/// @param clock tells when a layer was made
/// @param listener hears what happens
public record Surroundings(
    Source dockerfile,
    Store store,
    LayerSupply supply,
    Contexts contexts,
    RemoteTrees remotes,
    ContentDigests fileDigests,
    Commands commands,
    RunSettings runs,
    String cacheSpace,
    Platform machine,
    Reuse reuse,
    Clock clock,
    BuildListener listener) {

  /// Whether results of earlier builds are used.
  public enum Reuse {
    /// They are.
    CACHE,
    /// Every step is executed anew: `--no-cache`.
    NOTHING
  }
}
