package dev.slipway.builder.worker;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.sandbox.Yard;
import dev.slipway.builder.snapshot.Snapshots;
import dev.slipway.builder.store.SnapshotNames;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The worker's program: reads requests from standard input until it ends, and answers them.
///
/// It is the first process of its pid namespace, so that with it everything ends that it started.
public final class WorkerProgram {
  private static final int PATIENCE_SECONDS = 3;

  private final OutputStream answers;
  private final Steps steps;
  private final Map<Long, Task> tasks = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> Thread.ofPlatform().daemon().name("slipway-task").unstarted(work));

  private WorkerProgram(OutputStream answers, Steps steps) {
    this.answers = answers;
    this.steps = steps;
  }

  /// Runs the worker. It is told where snapshots are through its standard input.
  ///
  /// @param arguments none
  /// @throws IOException when the build cannot be talked to; the message goes to standard error
  public static void main(String[] arguments) throws IOException {
    // The streams of the process itself, because a library does not print.
    var requests = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
    var answers = new FileOutputStream(FileDescriptor.out);
    var told = Wire.greeted(requests);
    var folder = Path.of(told.getFirst());
    try (var scratch =
            WorkerScratch.create(Files.createDirectories(folder.resolve(SnapshotNames.WORKERS)));
        var yard = yard(Files.createDirectory(scratch.folder().resolve("yard")), told)) {
      var snapshots =
          new Snapshots(folder, Files.createDirectory(scratch.folder().resolve("drafts")), yard);
      Wire.greet(answers, List.of(yard.overlay().name(), yard.obstacle()));
      var program = new WorkerProgram(answers, new Steps(yard, snapshots));
      program.threads.execute(() -> sweep(scratch));
      program.serve(requests);
    }
  }

  private static Yard yard(Path folder, List<String> told) throws IOException {
    return told.size() > 1
        ? Yard.prepare(folder, Overlay.valueOf(told.get(1)))
        : Yard.prepare(folder);
  }

  private static void sweep(WorkerScratch scratch) {
    try {
      scratch.sweep();
    } catch (IOException e) {
      // The next worker tries again; what is left takes room and is in nobody's way.
    }
  }

  private void serve(InputStream requests) throws IOException {
    var next = Wire.receiveRequest(requests);
    while (next.isPresent()) {
      accept(next.get().number(), next.get().message());
      next = Wire.receiveRequest(requests);
    }
    end();
  }

  private void end() {
    tasks.values().forEach(Task::cancel);
    threads.shutdown();
    try {
      // What takes longer dies with this process, and the next worker removes what it leaves.
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(long number, Request request) {
    if (request instanceof Request.Cancel(var which)) {
      var task = tasks.get(which);
      if (task != null) {
        task.cancel();
      }
      return;
    }
    var task = new Task();
    tasks.put(number, task);
    threads.execute(() -> perform(number, request, task));
  }

  private void perform(long number, Request request, Task task) {
    Answer last;
    try {
      last = answer(number, request, task);
    } catch (BuildException.Malformed e) {
      last = new Answer.Failed(Answer.Cause.LAYER, message(e));
    } catch (StackOverflowError e) {
      last =
          new Answer.Failed(
              Answer.Cause.MACHINE, "folders lie in one another deeper than can be followed here");
    } catch (IOException | RuntimeException | Error e) {
      // An error too: whoever asked waits until there is an answer.
      last = new Answer.Failed(Answer.Cause.MACHINE, message(e));
    }
    if (task.isCancelled()) {
      last = new Answer.Failed(Answer.Cause.CANCELLED, "cancelled");
    }
    tasks.remove(number);
    send(number, last);
  }

  private static String message(Throwable e) {
    var message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  private Answer answer(long number, Request request, Task task) throws IOException {
    return switch (request) {
      case Request.Prepare(var layers) -> {
        steps.prepare(layers);
        yield new Answer.Done();
      }
      case RunRequest run -> new Answer.Ran(steps.run(run, task, answer -> send(number, answer)));
      case Request.Remove(var folder) -> {
        Snapshots.remove(folder);
        yield new Answer.Done();
      }
      case Request.Cancel _ -> new Answer.Done();
    };
  }

  private void send(long number, Answer answer) {
    try {
      synchronized (answers) {
        Wire.send(answers, number, answer);
      }
    } catch (IOException e) {
      // The build is gone, and with its end of standard input the worker goes too.
      tasks.values().forEach(Task::cancel);
    }
  }
}
