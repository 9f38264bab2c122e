package dev.slipway.builder.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The process of a worker: how it gets into its namespaces, and how it ends.
///
/// It is in a session of its own, so that Ctrl-C in a terminal reaches the build alone, which then
/// ends it in order. Its standard input is a pipe that ends when the build does.
final class WorkerProcess {
  private static final int MOST_COMPLAINTS = 4096;

  /// Waits outside until the ids are mapped; whoever is nobody yet cannot be root later otherwise.
  private static final String WAIT_FOR_MAP = "echo ready && read go && exec \"$@\"";

  private final Process process;
  private final InputStream output;
  private final OutputStream input;
  private final Thread listener;
  private byte[] complaints = new byte[0];

  private WorkerProcess(Process process) {
    this.process = process;
    output = new BufferedInputStream(process.getInputStream());
    input = new BufferedOutputStream(process.getOutputStream());
    listener = Thread.ofPlatform().daemon().name("slipway-worker-errors").start(this::listen);
  }

  static WorkerProcess start(WorkerSettings settings) {
    var rung = settings.rung();
    try {
      Files.createDirectories(settings.snapshots().resolve(rung.label()));
      var builder = new ProcessBuilder(command(settings));
      ownFolder().ifPresent(folder -> builder.directory(folder.toFile()));
      builder.environment().clear();
      // Only so are names that are not ASCII in the store's own path understood.
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("PATH", Tools.PATH);
      var started = new WorkerProcess(builder.start());
      started.mapIds(rung);
      return started;
    } catch (IOException e) {
      throw Refusal.of(rung, String.valueOf(e.getMessage()), e);
    }
  }

  // The folder of the jar that this program runs from, if it does: the worker's AOT cache looks for
  // its classes in the working directory, a name that is right wherever that folder lies.
  private static Optional<Path> ownFolder() {
    var classPath = System.getProperty("java.class.path", "");
    if (!classPath.endsWith(".jar") || classPath.indexOf(File.pathSeparatorChar) >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Path.of(classPath).toRealPath().getParent());
    } catch (IOException _) {
      return Optional.empty(); // it only costs time
    }
  }

  private static List<String> command(WorkerSettings settings) {
    var command = new ArrayList<String>(List.of(Tools.path("setsid"), "unshare"));
    boolean mapped = !(settings.rung() instanceof Rung.Root);
    if (mapped) {
      command.add("--user");
    }
    command.addAll(List.of("--mount", "--pid", "--fork", "--kill-child"));
    if (mapped) {
      command.addAll(List.of("sh", "-c", WAIT_FOR_MAP, "sh"));
    }
    command.addAll(settings.program());
    return command;
  }

  private void mapIds(Rung rung) throws IOException {
    switch (rung) {
      case Rung.Root() -> {}
      case Rung.Mapped(var users, var groups) -> {
        awaitReady();
        map("newuidmap", users);
        map("newgidmap", groups);
        proceed();
      }
      case Rung.Inherited() -> {
        awaitReady();
        inherit("uid_map");
        inherit("gid_map");
        proceed();
      }
      case Rung.Missing(var obstacles) -> throw Refusal.of(obstacles);
    }
  }

  private void awaitReady() throws IOException {
    var line = new StringBuilder();
    for (int next = output.read(); next != '\n'; next = output.read()) {
      if (next < 0) {
        throw new IOException("no user namespace could be made" + lastWords());
      }
      line.append((char) next);
    }
    if (!line.toString().equals("ready")) {
      kill();
      throw new IOException("the worker began with '%s'".formatted(line));
    }
  }

  private void proceed() throws IOException {
    input.write("go\n".getBytes(StandardCharsets.US_ASCII));
    input.flush();
  }

  private void map(String tool, Rung.IdMap map) throws IOException {
    var command = new ArrayList<String>(List.of(Tools.path(tool), Long.toString(process.pid())));
    command.addAll(map.arguments());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", Tools.PATH);
    var mapper = builder.start();
    mapper.getOutputStream().close();
    var said = new String(mapper.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (code(mapper) != 0) {
      kill();
      throw new IOException("%s refused: %s".formatted(String.join(" ", command), said));
    }
  }

  private void inherit(String map) throws IOException {
    var ranges = new StringBuilder();
    for (var line : Files.readAllLines(Path.of("/proc/self", map))) {
      var fields = line.strip().split("\\s+", -1);
      ranges
          .append(fields[0])
          .append(' ')
          .append(fields[0])
          .append(' ')
          .append(fields[2])
          .append('\n');
    }
    Files.writeString(Path.of("/proc", Long.toString(process.pid()), map), ranges);
  }

  private static int code(Process finished) throws IOException {
    try {
      return finished.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while ids were mapped");
    }
  }

  InputStream output() {
    return output;
  }

  OutputStream input() {
    return input;
  }

  private void listen() {
    try (var errors = process.getErrorStream()) {
      var chunk = new byte[1024];
      for (int count = errors.read(chunk); count >= 0; count = errors.read(chunk)) {
        remember(Arrays.copyOf(chunk, count));
      }
    } catch (IOException e) {
      // It has ended, and what it said is kept.
    }
  }

  private synchronized void remember(byte[] said) {
    var all = Arrays.copyOf(complaints, complaints.length + said.length);
    System.arraycopy(said, 0, all, complaints.length, said.length);
    complaints = Arrays.copyOfRange(all, Math.max(0, all.length - MOST_COMPLAINTS), all.length);
  }

  /// What it said on its standard error, ready to follow a message; empty when it said nothing.
  String complaint() {
    try {
      listener.join(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      var text = new String(complaints, StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "" : "; it said: " + text;
    }
  }

  /// Ends it at once, and says its [#complaint()]: what nobody has read by then is lost with it.
  String lastWords() {
    var said = complaint();
    kill();
    return said;
  }

  /// Ends it at once.
  void kill() {
    process.destroyForcibly();
    try {
      // What is left of it in a user namespace ends with this.
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  /// Lets it end by itself, and ends it when that takes too long.
  void end(long patience, TimeUnit unit) {
    try {
      input.close();
    } catch (IOException e) {
      // It is gone already.
    }
    try {
      if (!process.waitFor(patience, unit)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }
}
