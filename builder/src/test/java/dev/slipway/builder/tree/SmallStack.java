package dev.slipway.builder.tree;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// A thread with so little stack that nothing which calls itself for each folder of a deep tree
/// comes to its end.
public final class SmallStack {
  private static final long BYTES = 200 << 10;

  private SmallStack() {}

  /// What `action` returns, or throws as the cause of an exception.
  public static <T> T call(Callable<T> action) throws Exception {
    var task = new FutureTask<>(action);
    var thread = new Thread(null, task, "small stack", BYTES);
    thread.start();
    thread.join();
    return task.get();
  }
}
