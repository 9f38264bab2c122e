package dev.slipway.builder.worker;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.store.StoredLayer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A build's worker, and the connection to it.
///
/// Any number of threads may ask at once. Closing it ends all that runs in it; so does the death of
/// this process, whatever kills it. A thread that is interrupted while it waits cancels what it
/// asked for.
public final class Worker implements AutoCloseable {
  private static final int WAITING_ANSWERS = 64;
  private static final int PATIENCE_SECONDS = 5;

  private final WorkerProcess process;
  private final InputStream incoming;
  private final OutputStream outgoing;
  private final Overlay overlay;
  private final String obstacle;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, BlockingQueue<Answer>> waiting = new ConcurrentHashMap<>();
  private volatile boolean ended;
  // What went wrong while answers were read, in parentheses.
  private volatile String trouble = "";

  private Worker(WorkerProcess process, List<String> told) {
    this.process = process;
    overlay = Overlay.valueOf(told.getFirst());
    obstacle = told.getLast();
    incoming = process.output();
    outgoing = process.input();
  }

  /// Starts a worker and waits until it is ready.
  ///
  /// @throws BuildException.SandboxUnavailable when nothing holds here, or the attempt shows it
  public static Worker start(WorkerSettings settings) {
    if (settings.rung() instanceof Rung.Missing(var obstacles)) {
      throw Refusal.of(obstacles);
    }
    var process = WorkerProcess.start(settings);
    try {
      var folder = settings.snapshots().resolve(settings.rung().label()).toAbsolutePath();
      var words = new ArrayList<>(List.of(folder.toString()));
      settings.overlay().ifPresent(overlay -> words.add(overlay.name()));
      Wire.greet(process.input(), words);
      var worker = new Worker(process, Wire.greeted(process.output()));
      Thread.ofPlatform().daemon().name("slipway-worker-answers").start(worker::receive);
      return worker;
    } catch (IOException e) {
      throw Refusal.of(settings.rung(), e.getMessage() + process.lastWords(), e);
    }
  }

  /// How it stacks layers.
  public Overlay overlay() {
    return overlay;
  }

  /// Why it does not mount overlays; empty when it does.
  public String obstacle() {
    return obstacle;
  }

  /// Makes the snapshots of `layers`, lowest first, where they are missing.
  ///
  /// @throws BuildException when a layer is malformed, the machine fails or the wait is interrupted
  public void prepare(List<StoredLayer> layers) {
    done(ask(new Request.Prepare(layers), new Silence()));
  }

  /// Runs a command, and passes on what it writes, on the calling thread.
  ///
  /// @throws BuildException when the sandbox could not be set up or its layer not be read; that the
  ///     command failed is a result
  public RunResult run(RunRequest request, StepOutput output) {
    var answer = ask(request, output);
    if (answer instanceof Answer.Ran(var result)) {
      return result;
    }
    throw failure(answer);
  }

  /// Removes `folder` and all below it, whoever owns what is in it.
  ///
  /// @throws BuildException when something cannot be removed
  public void remove(Path folder) {
    done(ask(new Request.Remove(folder.toAbsolutePath()), new Silence()));
  }

  private void done(Answer answer) {
    if (!(answer instanceof Answer.Done)) {
      throw failure(answer);
    }
  }

  private static BuildException failure(Answer answer) {
    if (answer instanceof Answer.Failed(var cause, var message)) {
      return switch (cause) {
        case LAYER -> new BuildException.Malformed(message);
        case MACHINE -> new BuildException.MachineFailed(message);
        case CANCELLED -> new BuildException.Cancelled();
      };
    }
    return new BuildException.MachineFailed("the worker gave another answer than asked for");
  }

  private Answer ask(Request request, StepOutput output) {
    long number = numbers.incrementAndGet();
    var answers = new ArrayBlockingQueue<Answer>(WAITING_ANSWERS);
    waiting.put(number, answers);
    try {
      if (!ended) {
        send(number, request);
      } else {
        answers.offer(lost());
      }
      return last(number, answers, output);
    } finally {
      waiting.remove(number);
      // When the listener failed, the thread that brings answers may wait for room in here.
      answers.clear();
    }
  }

  private Answer last(long number, BlockingQueue<Answer> answers, StepOutput output) {
    boolean interrupted = false;
    while (true) {
      try {
        switch (answers.take()) {
          case Answer.Output(var bytes) -> output.output(bytes.toArray());
          case Answer.Errors(var bytes) -> output.errors(bytes.toArray());
          case Answer answer -> {
            if (interrupted) {
              Thread.currentThread().interrupt();
            }
            return answer;
          }
        }
      } catch (InterruptedException e) {
        interrupted = true;
        send(numbers.incrementAndGet(), new Request.Cancel(number));
      }
    }
  }

  private void send(long number, Request request) {
    try {
      synchronized (outgoing) {
        Wire.send(outgoing, number, request);
      }
    } catch (IOException e) {
      // The receiver notices the end, and tells everybody who waits.
      ended = true;
      waiting.values().forEach(answers -> answers.offer(lost()));
    }
  }

  private void receive() {
    try {
      for (var next = Wire.receiveAnswer(incoming);
          next.isPresent();
          next = Wire.receiveAnswer(incoming)) {
        var answers = waiting.get(next.get().number());
        if (answers != null) {
          answers.put(next.get().message());
        }
      }
    } catch (IOException | InterruptedException e) {
      process.kill();
    } catch (RuntimeException | Error e) {
      // Such as that there is no memory: nobody may wait for an answer that nobody reads.
      trouble = " (%s)".formatted(e);
      process.kill();
    }
    ended = true;
    for (var answers : waiting.values()) {
      answers.clear();
      answers.offer(lost());
    }
  }

  private Answer lost() {
    return new Answer.Failed(
        Answer.Cause.MACHINE,
        "the sandbox worker ended before its work was done%s%s"
            .formatted(trouble, process.complaint()));
  }

  private record Silence() implements StepOutput {
    @Override
    public void output(byte[] bytes) {}

    @Override
    public void errors(byte[] bytes) {}
  }

  /// Ends the worker and all that runs in it.
  @Override
  public void close() {
    ended = true;
    process.end(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
