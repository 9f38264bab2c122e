package dev.slipway.builder.copy;

import dev.slipway.builder.tree.Tree;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// All that a COPY or ADD depends on.
///
/// @param sources what is copied, in order
/// @param destination the last word of the instruction, variables expanded
/// @param workingDirectory what a relative destination starts from
/// @param stage the file system that is copied into
/// @param options the flags
/// @param clock the time that directories get which come into being on the way
/// @param scratch a folder for what an archive holds; it is left as it was found
public record CopyRequest(
    List<CopySource> sources,
    String destination,
    String workingDirectory,
    Tree stage,
    CopyOptions options,
    Instant clock,
    Path scratch) {
  /// Copies the list.
  ///
  /// @throws IllegalArgumentException when there is no source
  public CopyRequest {
    sources = List.copyOf(sources);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to copy");
    }
  }
}
