package dev.slipway.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The process: takes the surroundings from the operating system, and exits.
public final class Main {
  /// How long a cancelled command may take to put its things away.
  private static final int GRACE_SECONDS = 10;

  /// What the launcher changes for the sake of the Java runtime, and puts aside under this prefix.
  private static final String PUT_ASIDE = "SLIPWAY_BEFORE_";

  private static final List<String> CHANGED_BY_LAUNCHER =
      List.of("LC_ALL", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  private Main() {}

  /// Runs one command and exits with its code; SIGINT and SIGTERM cancel it, and it exits 130.
  public static void main(String[] arguments) {
    var cancellation = new Cancellation();
    var code = run(cancellation, arguments);
    // After a signal the hook ends the process; it waits for the command's end, which is here.
    if (!signalled(cancellation)) {
      Runtime.getRuntime().halt(code.number());
    }
  }

  private static boolean signalled(Cancellation cancellation) {
    return cancellation.reason().orElse(null) instanceof Cancellation.Reason.Signal;
  }

  /// Runs one command in this process's own surroundings, and leaves the exit to the caller.
  static ExitCode run(Cancellation cancellation, String... arguments) {
    var finished = new CountDownLatch(1);
    cancellation.onCancel(() -> endAtLast(cancellation));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(cancellation, finished)));
    try {
      return Program.run(surroundings(cancellation), arguments);
    } finally {
      finished.countDown();
    }
  }

  /// A command that is told that its time is over, and does not end, is ended.
  private static void endAtLast(Cancellation cancellation) {
    if (!signalled(cancellation)) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                if (!pause()) {
                  Runtime.getRuntime().halt(ExitCode.TIMEOUT.number());
                }
              });
    }
  }

  /// Waits as long as a command may need to put its things away; true if it was interrupted.
  private static boolean pause() {
    try {
      Thread.sleep(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Runs when a signal ends the process: an ordinary end halts, and never comes here.
  private static void interrupted(Cancellation cancellation, CountDownLatch finished) {
    cancellation.cancel();
    try {
      if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("slipway: gave up waiting for the cancelled command to put things away");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.CANCELLED.number());
  }

  private static Surroundings surroundings(Cancellation cancellation) {
    var err = stream(FileDescriptor.err);
    return new Surroundings(
        System.in,
        stream(FileDescriptor.out),
        err,
        environment(System.getenv()),
        Path.of("").toAbsolutePath(),
        Boolean.getBoolean("slipway.terminal")
            ? Surroundings.Screen.TERMINAL
            : Surroundings.Screen.NONE,
        new ConsolePrompt(err),
        cancellation);
  }

  /// Always UTF-8, whatever the locale says; and printed as it comes, line by line.
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /// The environment as the user had it before the launcher.
  static Map<String, String> environment(Map<String, String> inherited) {
    var environment = new HashMap<>(inherited);
    for (var name : CHANGED_BY_LAUNCHER) {
      var before = environment.remove(PUT_ASIDE + name);
      if (before == null) {
        continue;
      }
      if (before.isEmpty()) {
        environment.remove(name);
      } else {
        environment.put(name, before);
      }
    }
    return environment;
  }
}
