package dev.slipway.builder.store;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the addresses of web servers gave when they were last asked.
///
/// The content is a blob of the store. An address is known by a digest of it, because it may hold a
/// secret and be of any length.
public final class WebFiles {
  private static final String HEADER = "slipway-web-file 1";
  private static final String NONE = "-";

  private final Path folder;
  private final Scratch scratch;

  WebFiles(Path folder, Scratch scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /// What came from an address.
  ///
  /// @param content the digest of the content
  /// @param entityTag the `ETag` that it had
  /// @param modified when the server says that it was changed last
  /// @param validator the same in the server's words, when it can be asked by it again: when it was
  ///     changed so recently that another change may have the same time, it cannot
  public record WebFile(
      Digest content,
      Optional<String> entityTag,
      Optional<Instant> modified,
      Optional<String> validator) {}

  /// What came last from the address whose digest is `address`; counts as a use.
  public Optional<WebFile> find(Digest address) {
    var file = folder.resolve(address.hex());
    var found = read(file);
    if (found.isPresent()) {
      try {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      } catch (IOException e) {
        // Only prune looks at it.
        return found;
      }
    }
    return found;
  }

  static Optional<WebFile> read(Path file) {
    try {
      return parse(Files.readAllLines(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<WebFile> parse(List<String> lines) {
    try {
      return lines.get(0).equals(HEADER)
          ? Optional.of(
              new WebFile(
                  Digest.parse(lines.get(1)),
                  given(lines.get(2)),
                  given(lines.get(3)).map(Instant::parse),
                  given(lines.get(4))))
          : Optional.empty();
    } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> given(String line) {
    return line.equals(NONE) ? Optional.empty() : Optional.of(line);
  }

  /// Remembers what came from the address whose digest is `address`; the content is in the store.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public void remember(Digest address, WebFile file) {
    var text =
        String.join(
            "\n",
            HEADER,
            file.content().toString(),
            file.entityTag().orElse(NONE),
            file.modified().map(Instant::toString).orElse(NONE),
            file.validator().orElse(NONE),
            "");
    try {
      AtomicFile.write(
          scratch, folder.resolve(address.hex()), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot remember a download in the local store: " + Reason.of(e), e);
    }
  }
}
