package dev.slipway.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A few threads that work off a list; the first failure ends the work of all.
///
/// They are platform threads: what they do reads files and hashes, which would pin the carriers of
/// virtual ones.
final class Crew implements AutoCloseable {
  private final ExecutorService threads;

  Crew(String name, int size) {
    var number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            size,
            work ->
                Thread.ofPlatform()
                    .daemon()
                    .name(name + "-" + number.incrementAndGet())
                    .unstarted(work));
  }

  /// Applies `action` to each of `items`; the results come in the order of the items.
  ///
  /// @throws RegistryException.Cancelled when this thread is interrupted
  <T, R> List<R> map(Collection<T> items, Function<T, R> action) {
    CompletionService<R> service = new ExecutorCompletionService<>(threads);
    var futures = new ArrayList<Future<R>>(items.size());
    for (var item : items) {
      Callable<R> work = () -> action.apply(item);
      futures.add(service.submit(work));
    }
    try {
      for (int done = 0; done < futures.size(); done++) {
        service.take().get();
      }
      var results = new ArrayList<R>(futures.size());
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw unwrap(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException.Cancelled("interrupted while content was moving", e);
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException unwrap(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException cause -> cause;
      case Error cause -> throw cause;
      case null -> new IllegalStateException(e);
      case Throwable cause -> new IllegalStateException(cause);
    };
  }
}
