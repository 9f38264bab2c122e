package dev.slipway.builder.context;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// What another thread read or is reading.
final class Awaited {
  private Awaited() {}

  /// Its result, as if it were read here.
  ///
  /// @throws IOException what the other thread met
  /// @throws BuildException.Cancelled when this thread is interrupted meanwhile
  static <T> T result(Future<T> reading) throws IOException {
    try {
      return reading.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new BuildException.Cancelled();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IOException(e);
      }
    }
  }
}
