package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Isolation;
import dev.slipway.builder.store.Layers;
import dev.slipway.builder.store.StoredLayer;
import java.util.List;

/// A command to run, and what on.
///
/// @param layers the file system it finds, lowest layer first; none for an empty one
/// @param command the command
/// @param isolation what it finds around it
/// @param attachments further mounts, which the worker puts together
/// @param result the files that take the layer of what it changes
public record RunRequest(
    List<StoredLayer> layers,
    Command command,
    Isolation isolation,
    List<Attachment> attachments,
    Layers.Draft result)
    implements Request {
  /// Copies the lists.
  public RunRequest {
    attachments = List.copyOf(attachments);
    layers = List.copyOf(layers);
  }
}
