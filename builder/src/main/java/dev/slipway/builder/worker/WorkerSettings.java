package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.Overlay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a worker is started.
///
/// @param program the command that runs [WorkerProgram] in a JVM of its own: java, its options, the
///     class path and the class
/// @param snapshots the folder below which snapshots are kept, one folder for each map of ids
/// @param rung what it stands on
/// @param overlay how it is to stack layers; nothing to let it find out what works
public record WorkerSettings(
    List<String> program, Path snapshots, Rung rung, Optional<Overlay> overlay) {
  /// Copies the list.
  public WorkerSettings {
    program = List.copyOf(program);
  }

  /// Settings for a worker that finds out how to stack layers.
  public WorkerSettings(List<String> program, Path snapshots, Rung rung) {
    this(program, snapshots, rung, Optional.empty());
  }

  /// The same for a worker that stacks layers in one way.
  public WorkerSettings with(Overlay way) {
    return new WorkerSettings(program, snapshots, rung, Optional.of(way));
  }

  /// The command that runs the worker: a small JVM, with the classes of `classPath`.
  ///
  /// Its threads have room to follow folders that lie in one another as deep as a path can say.
  ///
  /// @param java the `java` program
  /// @param further more options for the JVM, such as its AOT cache, or another class path
  /// @param classPath where Slipway's classes are
  public static List<String> program(Path java, List<String> further, String classPath) {
    var program = new ArrayList<String>();
    program.add(java.toString());
    program.addAll(
        List.of(
            "-Xmx96m",
            "-Xss8m",
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED"));
    program.addAll(List.of("-cp", classPath));
    program.addAll(further);
    program.add(WorkerProgram.class.getName());
    return List.copyOf(program);
  }
}
