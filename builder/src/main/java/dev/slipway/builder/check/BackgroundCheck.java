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
  private final Optional<FutureTask<LintReport>> task;
  private final BuildListener listener;

  private BackgroundCheck(Optional<FutureTask<LintReport>> task, BuildListener listener) {
    this.task = task;
    this.listener = listener;
  }

  /// What a build wants of its check.
  public enum Demand {
    /// Nothing: nobody would hear of it.
    NOTHING,
    /// Its warnings; the build goes on at once.
    ADVICE,
    /// Before anything is executed, that it breaks no rule whose warnings the file wants to be
    // errors.
    NO_VIOLATION
  }

  /// Begins `check`, if anybody wants it.
  ///
  /// @throws BuildException.Definition when a rule is broken that must not be; the warnings have
  ///     been told then
  public static BackgroundCheck begin(
      Demand demand, Callable<LintReport> check, BuildListener listener) {
    if (demand == Demand.NOTHING) {
      return new BackgroundCheck(Optional.empty(), listener);
    }
    var task = new FutureTask<>(check);
    Thread.ofPlatform().daemon().name("check").start(task);
    var begun = new BackgroundCheck(Optional.of(task), listener);
    if (demand == Demand.NO_VIOLATION) {
      begun.refuseViolation();
    }
    return begun;
  }

  private void refuseViolation() {
    var violation = report().flatMap(LintReport::violation);
    if (violation.isPresent()) {
      close();
      throw new BuildException.Definition(
          violation.get() + " (the Dockerfile says `# check=error=true`)");
    }
  }

  private Optional<LintReport> report() {
    if (task.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(task.get().get());
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
