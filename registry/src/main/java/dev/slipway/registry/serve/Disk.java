package dev.slipway.registry.serve;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/// The few platform threads that touch files and hash.
///
/// Requests are served by virtual threads, of which there may be thousands; a file operation would
/// pin the carrier below one, so they hand such work over and wait.
final class Disk implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Math.max(4, Runtime.getRuntime().availableProcessors()),
          Thread.ofPlatform().daemon().name("slipway-serve-disk-", 0).factory());

  /// The disk failed, and not a connection.
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1;

    Failure(IOException cause) {
      super(reason(cause), cause);
    }

    /// Why, without the path, which is nobody's business outside.
    private static String reason(IOException cause) {
      var reason =
          cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
      return reason == null ? cause.getClass().getSimpleName() : reason;
    }
  }

  /// Work that reads or writes files.
  interface Work<T> {
    T run() throws IOException;
  }

  /// Does `work` on one of the threads and returns what it returned, or throws what it threw.
  ///
  /// @throws Failure for an exception of the files
  <T> T call(Work<T> work) throws IOException {
    var task = new FutureTask<>(work::run);
    threads.execute(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the disk");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw new Failure(failure);
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException("the disk's work failed", e);
      }
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
