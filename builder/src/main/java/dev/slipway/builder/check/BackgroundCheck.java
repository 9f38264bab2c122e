package dev.slipway.builder.check;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.dockerfile.lint.LintReport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A check that goes on while a build does, and whose warnings are told at the build's end, be it
/// good or bad.
///
/// An error that it meets is the build's own to tell.
public final class BackgroundCheck implements AutoCloseable {
  private final FutureTask<LintReport> task;
  private final BuildListener listener;

  private BackgroundCheck(FutureTask<LintReport> task, BuildListener listener) {
    this.task = task;
    this.listener = listener;
  }

  /// What a build wants of its check before it executes anything.
  public enum Demand {
    /// Nothing: it goes on at once.
    NOTHING,
    /// That it breaks no rule whose warnings the file wants to be errors.
    NO_VIOLATION
  }

  /// Begins `check`.
  ///
  /// @throws BuildException.Definition when a rule is broken that must not be; the warnings have
  ///     been told then
  public static BackgroundCheck begin(
      Demand demand, Callable<LintReport> check, BuildListener listener) {
    var task = new FutureTask<>(check);
    Thread.ofPlatform().daemon().name("check").start(task);
    var begun = new BackgroundCheck(task, listener);
    var violation =
        demand == Demand.NOTHING
            ? Optional.<String>empty()
            : begun.report().flatMap(LintReport::violation);
    if (violation.isPresent()) {
      begun.close();
      throw new BuildException.Definition(
          violation.get() + " (the Dockerfile says `# check=error=true`)");
    }
    return begun;
  }

  private Optional<LintReport> report() {
    try {
      return Optional.of(task.get());
    } catch (ExecutionException e) {
      // Checks are advice: a fault in them does not stop a build.
      listener.heard(new BuildEvent.Warned("the Dockerfile was not checked: " + e.getCause()));
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    var warnings = report().map(LintReport::warnings).orElse(List.of());
    if (!warnings.isEmpty()) {
      listener.heard(new BuildEvent.Checked(warnings));
    }
  }
}
