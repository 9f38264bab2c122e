package dev.slipway.builder.run;

import dev.slipway.builder.BuildException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/// Work that is done once, however many ask for its result.
///
/// @param <T> the result
public final class Once<T> {
  private final FutureTask<T> task;

  /// The work, which begins when somebody lets it or asks for its result.
  public Once(Callable<T> work) {
    task = new FutureTask<>(work);
  }

  /// Lets the work begin elsewhere.
  public void begin(Executor elsewhere) {
    elsewhere.execute(task);
  }

  /// The result: waits for it when the work has begun, else does the work.
  ///
  /// @throws BuildException.Cancelled when the thread is interrupted meanwhile
  /// @throws RuntimeException what the work threw
  public T result() {
    task.run();
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException.Cancelled();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
