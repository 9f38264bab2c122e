package dev.slipway.builder.sandbox;

import java.io.IOException;

/// The kernel refused a call. The message names the call, what it was asked to work on, and why.
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  SystemCallException(String call, int errno, String subject) {
    super("%s %s: %s".formatted(call, subject, Errno.text(errno)));
    this.call = call;
    this.errno = errno;
  }

  /// The name of the call, as the manual pages have it.
  public String call() {
    return call;
  }

  /// The error number.
  public int errno() {
    return errno;
  }

  /// Whether the call failed because what it names is not there.
  public boolean notFound() {
    return errno == Errno.ENOENT || errno == Errno.ENOTDIR;
  }
}
