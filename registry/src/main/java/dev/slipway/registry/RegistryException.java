package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place did not do what was asked. Every message begins with what was tried, and on what.
///
/// There is one kind for each thing that a caller can do about it.
public abstract sealed class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private RegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// The same failure, said to have happened within something larger: `context: message`.
  public abstract RegistryException within(String context);

  /// The message, which always is there.
  public String text() {
    return String.valueOf(getMessage());
  }

  /// There is no such content, tag or repository, or it is hidden from these credentials.
  public static final class NotFound extends RegistryException {
    private static final long serialVersionUID = 1;

    /// Says what was looked for, and where.
    public NotFound(String message) {
      super(message, null);
    }

    private NotFound(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public NotFound within(String context) {
      return new NotFound(context + ": " + getMessage(), this);
    }
  }

  /// The credentials are missing, wrong or not good for this. Log in, or ask for the right.
  public static final class Denied extends RegistryException {
    private static final long serialVersionUID = 1;

    /// Says what was tried, and what the place said.
    public Denied(String message) {
      super(message, null);
    }

    private Denied(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public Denied within(String context) {
      return new Denied(context + ": " + getMessage(), this);
    }
  }

  /// The bytes that came are not those that were asked for. Trust neither them nor the place.
  public static final class Mismatch extends RegistryException {
    private static final long serialVersionUID = 1;

    private final transient Descriptor expected;
    private final transient Digest found;
    private final long size;

    /// Names both sides.
    ///
    /// @param action what was tried, and on what
    /// @param expected what was asked for
    /// @param found the digest of what came, as far as it was read
    /// @param size how many bytes came, as far as they were read
    public Mismatch(String action, Descriptor expected, Digest found, long size) {
      this(message(action, expected, found, size), expected, found, size, null);
    }

    /// Names both sides of content whose size nobody knew.
    ///
    /// @param action what was tried, and on what
    /// @param expected the digest that was asked for
    /// @param found the digest of what came
    /// @param size how many bytes came
    public Mismatch(String action, Digest expected, Digest found, long size) {
      this(
          "%s: expected %s, but got %s of %d bytes".formatted(action, expected, found, size),
          new Descriptor(MediaType.parse("application/octet-stream"), expected, size),
          found,
          size,
          null);
    }

    private Mismatch(
        String message, Descriptor expected, Digest found, long size, @Nullable Throwable cause) {
      super(message, cause);
      this.expected = expected;
      this.found = found;
      this.size = size;
    }

    private static String message(String action, Descriptor expected, Digest found, long size) {
      return "%s: expected %s of %d bytes, but got %s of %d bytes"
          .formatted(action, expected.digest(), expected.size(), found, size);
    }

    @Override
    public Mismatch within(String context) {
      return new Mismatch(context + ": " + getMessage(), expected, found, size, this);
    }

    /// What was asked for.
    public Descriptor expected() {
      return expected;
    }

    /// The digest of what came, as far as it was read.
    public Digest found() {
      return found;
    }

    /// How many bytes came, as far as they were read.
    public long size() {
      return size;
    }
  }

  /// Nobody answered, or only with "not now". The same may work later.
  public static final class Unreachable extends RegistryException {
    private static final long serialVersionUID = 1;

    /// Says what was tried, how often, and what came.
    public Unreachable(String message) {
      super(message, null);
    }

    /// As the other, with what caused it.
    public Unreachable(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public Unreachable within(String context) {
      return new Unreachable(context + ": " + getMessage(), this);
    }
  }

  /// A place on this machine could not be read or written: its disk is full, or it is not allowed.
  public static final class DiskFailed extends RegistryException {
    private static final long serialVersionUID = 1;

    private DiskFailed(String message, Throwable cause) {
      super(message, cause);
    }

    /// `action`, what was tried and on what, ended with `cause`.
    public static DiskFailed of(String action, IOException cause) {
      return new DiskFailed("%s: %s".formatted(action, reason(cause)), cause);
    }

    // Of files Java says the name alone, and its class what is wrong with it.
    private static String reason(IOException e) {
      return switch (e) {
        case AccessDeniedException denied -> "no permission for " + denied.getFile();
        case NoSuchFileException missing -> missing.getFile() + " does not exist";
        case FileSystemException file when file.getReason() == null ->
            "%s (%s)".formatted(e.getMessage(), e.getClass().getSimpleName());
        default -> String.valueOf(e.getMessage());
      };
    }

    @Override
    public DiskFailed within(String context) {
      return new DiskFailed(context + ": " + getMessage(), this);
    }
  }

  /// The place understood and said no. The same will not work later.
  public static final class Refused extends RegistryException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient List<String> codes;

    /// Says what was tried, and what the place said.
    ///
    /// @param status the HTTP status, or 0 where there is none
    /// @param codes the error codes of the distribution specification, as far as any came
    public Refused(String message, int status, List<String> codes) {
      this(message, status, codes, null);
    }

    private Refused(String message, int status, List<String> codes, @Nullable Throwable cause) {
      super(message, cause);
      this.status = status;
      this.codes = List.copyOf(codes);
    }

    @Override
    public Refused within(String context) {
      return new Refused(context + ": " + getMessage(), status, codes, this);
    }

    /// The HTTP status, or 0 where there is none.
    public int status() {
      return status;
    }

    /// The error codes of the distribution specification, as far as any came.
    public List<String> codes() {
      return codes;
    }
  }

  /// What came breaks the rules of the protocol or the format. The place is broken or hostile.
  public static final class Malformed extends RegistryException {
    private static final long serialVersionUID = 1;

    /// Says what was tried, and which rule what came breaks.
    public Malformed(String message) {
      super(message, null);
    }

    /// As the other, with what caused it.
    public Malformed(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public Malformed within(String context) {
      return new Malformed(context + ": " + getMessage(), this);
    }
  }

  /// Somebody asked to stop. The thread's interrupt flag is set again.
  public static final class Cancelled extends RegistryException {
    private static final long serialVersionUID = 1;

    /// Says what was going on.
    public Cancelled(String message) {
      super(message, null);
    }

    /// As the other, with what caused it.
    public Cancelled(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public Cancelled within(String context) {
      return new Cancelled(context + ": " + getMessage(), this);
    }
  }
}
