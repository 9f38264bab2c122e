package dev.slipway.dockerfile;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// A mount of a RUN with its variables expanded. Defaults of the language are filled in; what
/// depends on the state of the build (the working directory, where a relative or empty `target`
/// starts) is not.
public sealed interface Mount {

  /// Where it appears, as written: may be relative or empty, and then starts at the WORKDIR.
  String target();

  /// Whether the step may write.
  enum Access {
    /// It may not.
    READ_ONLY,
    /// It may; for a bind mount what is written is thrown away.
    READ_WRITE
  }

  /// How builds that run at once share a cache.
  enum Sharing {
    /// All at once.
    SHARED,
    /// Each has its own.
    PRIVATE,
    /// One after another.
    LOCKED
  }

  /// The owner and permissions of what a mount makes: numbers, empty where not given.
  record Ownership(OptionalInt mode, OptionalLong user, OptionalLong group) {}

  /// Files of the context, or of `from`: a stage, named context or image, never a stage's number.
  record Bind(String target, String source, Optional<String> from, Access access)
      implements Mount {}

  /// A folder that lasts between builds. `id` defaults to the cleaned target as written.
  record Cache(
      String target,
      String id,
      String source,
      Optional<String> from,
      Sharing sharing,
      Ownership ownership,
      Access access)
      implements Mount {}

  /// A file system in memory of at most `size` bytes, if given.
  record Tmpfs(String target, OptionalLong size, Access access) implements Mount {}

  /// A secret. With `environment` it is that variable, and a file only if `target` was written;
  /// then `target` is empty. Otherwise the target defaults to `/run/secrets/` and the last part of
  /// `id`. Mode 0400 and owner 0:0 when not given.
  record Secret(
      String target, String id, Optional<String> environment, Ownership ownership, Device.Need need)
      implements Mount {}

  /// The socket of an ssh agent. `target` is empty when not written. Mode 0600 and owner 0:0 when
  /// not given.
  record Ssh(String target, String id, Ownership ownership, Device.Need need) implements Mount {}

  /// Reads the fields of `flag`, which stands in `source`, each value expanded by `expansion` (a
  /// `from` is not).
  ///
  /// Throws [DockerfileException.Invalid] at the flag for unknown keys and values, and what
  /// `expansion` throws.
  static Mount of(MountFlag flag, Source source, UnaryOperator<String> expansion) {
    return new MountReader(flag, source, expansion).read();
  }
}
