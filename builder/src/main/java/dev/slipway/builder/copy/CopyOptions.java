package dev.slipway.builder.copy;

import java.util.List;
import java.util.Optional;

/// The flags of COPY and ADD that change what is copied.
///
/// @param chown the value of `--chown`
/// @param chmod the value of `--chmod`
/// @param excludes the values of `--exclude`
/// @param paths whether the path of a source is kept (`--parents`)
/// @param archives what becomes of a local archive
/// @param base whether the stage below is looked at (`--link` does not)
public record CopyOptions(
    Optional<String> chown,
    Optional<String> chmod,
    List<String> excludes,
    Paths paths,
    Archives archives,
    Base base) {
  /// What is left of a source's path.
  public enum Paths {
    /// Its last name, or nothing for a directory.
    BASE_NAME,
    /// All of it, or what follows `/./` (`--parents`).
    WHOLE
  }

  /// What becomes of a local archive.
  public enum Archives {
    /// It is a file like any other.
    COPIED,
    /// What it holds is copied.
    EXTRACTED
  }

  /// Whether the stage below counts.
  public enum Base {
    /// The destination is looked up in the stage, links followed.
    SEEN,
    /// The layer is made as if on nothing, and fits on any stage (`--link`).
    IGNORED
  }

  /// Copies the list.
  public CopyOptions {
    excludes = List.copyOf(excludes);
  }

  /// COPY without flags.
  public static CopyOptions copy() {
    return new CopyOptions(
        Optional.empty(), Optional.empty(), List.of(), Paths.BASE_NAME, Archives.COPIED, Base.SEEN);
  }

  /// ADD without flags.
  public static CopyOptions add() {
    return copy().with(Archives.EXTRACTED);
  }

  /// The same with `--chown`.
  public CopyOptions chown(String owner) {
    return new CopyOptions(Optional.of(owner), chmod, excludes, paths, archives, base);
  }

  /// The same with `--chmod`.
  public CopyOptions chmod(String mode) {
    return new CopyOptions(chown, Optional.of(mode), excludes, paths, archives, base);
  }

  /// The same with other `--exclude` patterns.
  public CopyOptions excludes(List<String> patterns) {
    return new CopyOptions(chown, chmod, patterns, paths, archives, base);
  }

  /// The same with another rule for paths.
  public CopyOptions with(Paths rule) {
    return new CopyOptions(chown, chmod, excludes, rule, archives, base);
  }

  /// The same with another rule for archives.
  public CopyOptions with(Archives rule) {
    return new CopyOptions(chown, chmod, excludes, paths, rule, base);
  }

  /// The same with another rule for the base.
  public CopyOptions with(Base rule) {
    return new CopyOptions(chown, chmod, excludes, paths, archives, rule);
  }
}
