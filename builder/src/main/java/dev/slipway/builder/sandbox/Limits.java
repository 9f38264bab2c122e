package dev.slipway.builder.sandbox;

import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts limits on a process before it becomes the command.
///
/// Limits belong to a whole process, and a lowered one may never rise again, so that those of the
/// worker have to stay. But `posix_spawn` makes a process and turns it into the command in one
/// call, for the length of which the calling thread stands still. So the new process is sent
/// through a gate: it has to open a pipe, which waits for somebody at the other end. Meanwhile
/// another thread finds it, limits it, and opens the other end.
final class Limits implements AutoCloseable {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Path THIS_THREAD = Path.of("/proc/thread-self");
  private static final Bytes GATE = Bytes.of("gate");
  private static final long PAUSE_NANOSECONDS = 50_000;
  // O_WRONLY | O_NONBLOCK; O_PATH
  private static final long WRITE_WITHOUT_WAITING = 1 | 0x800;
  private static final long PATH_ONLY = 0x200000;
  private static final int SIGKILL = 9;

  private final List<Isolation.Limit> limits;
  private final Command.User user;
  private final Arena arena = Arena.ofShared();
  private final String gate;
  private final int gateHandle;
  private final int place;
  private final long actions;
  private final int depth;
  private Path children = THIS_THREAD;
  private @Nullable Thread warden;
  private volatile boolean over;
  private volatile @Nullable IOException failure;

  private Limits(List<Isolation.Limit> limits, Command.User user, String gate) throws IOException {
    this.limits = limits;
    this.user = user;
    this.gate = gate;
    depth = numbers("self").size() - 1;
    gateHandle = open(gate, PATH_ONLY);
    place = open("/dev/null", 0);
    actions = Kernel.opening(arena, place, "/proc/self/fd/" + gateHandle);
  }

  /// Makes a gate for a command of `user` in `name`, a directory in the yard's `folder`.
  ///
  /// @throws IOException when this process may not set one of the limits
  static Limits open(List<Isolation.Limit> limits, Command.User user, Path folder, String name)
      throws IOException {
    if (!Files.exists(THIS_THREAD.resolve("children"))) {
      throw new IOException(
          "limits cannot be set here: this kernel does not tell the children of a thread in /proc (CONFIG_PROC_CHILDREN)");
    }
    for (var limit : limits) {
      raise(limit);
    }
    try (var directory = HostDirectory.open(folder.resolve(name))) {
      directory.makePipe(GATE, 0600);
      // Whoever the command is, it has to come through.
      directory.own(GATE, 0, 0, 0666);
    }
    return new Limits(limits, user, name + "/" + GATE);
  }

  // Above the worker's own limit is only what the worker may have, too.
  private static void raise(Isolation.Limit limit) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var old = arena.allocate(ValueLayout.JAVA_LONG, 2);
      change(limit, 0, old.address());
      long soft = old.getAtIndex(ValueLayout.JAVA_LONG, 0);
      long hard = old.getAtIndex(ValueLayout.JAVA_LONG, 1);
      if (Long.compareUnsigned(limit.hard(), hard) > 0) {
        long more = arena.allocateFrom(ValueLayout.JAVA_LONG, soft, limit.hard()).address();
        try {
          change(limit, more, 0);
        } catch (SystemCallException e) {
          throw new IOException(
              "the limit %s is more than this user may have: the hard limit is %s here; give at most that, or raise it (%s)"
                  .formatted(limit.text(), Long.toUnsignedString(hard), e.getMessage()),
              e);
        }
      }
    }
  }

  // Of this process itself.
  private static void change(Isolation.Limit limit, long to, long old) throws SystemCallException {
    Kernel.check(
        SystemCall.PRLIMIT64,
        Kernel.call(SystemCall.PRLIMIT64, 0, limit.resource(), to, old, 0),
        limit.text());
  }

  private static int open(String path, long flags) throws SystemCallException {
    try (var arena = Arena.ofConfined()) {
      long result =
          Kernel.call(
              SystemCall.OPENAT,
              HostDirectory.WORKING_DIRECTORY,
              arena.allocateFrom(path).address(),
              flags | HostDirectory.CLOSE_ON_EXEC);
      return (int) Kernel.check(SystemCall.OPENAT, result, path);
    }
  }

  /// What `posix_spawn` is to do in the new process, so that it goes through the gate.
  long actions() {
    return actions;
  }

  /// Begins to watch for children of the calling thread, which is the one that starts the command.
  void watch() {
    try {
      children = PROCESSES.resolve(Files.readSymbolicLink(THIS_THREAD)).resolve("children");
    } catch (IOException e) {
      failure = e;
    }
    warden = Thread.ofPlatform().daemon().name("slipway-limits").start(this::guard);
  }

  /// Ends the watch, when the command was started or was not.
  ///
  /// @throws IOException when a limit could not be set; then nothing of the command runs
  void end() throws IOException {
    over = true;
    var thread = warden;
    while (thread != null && thread.isAlive()) {
      LockSupport.parkNanos(PAUSE_NANOSECONDS);
    }
    var failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  // The first child is the first process of the sandbox; each further one is an attempt to start
  // the command, one for each folder in which it may be.
  private void guard() {
    Set<String> admitted = new HashSet<>();
    while (!over) {
      try {
        var known = words(children).skip(1).filter(child -> !admitted.contains(child)).toList();
        for (var child : known) {
          limit(child);
          if (letThrough()) {
            admitted.add(child);
          }
        }
      } catch (IOException e) {
        failure = e;
      }
      LockSupport.parkNanos(PAUSE_NANOSECONDS);
    }
  }

  private void limit(String child) throws IOException {
    var numbers = numbers(child);
    if (numbers.size() <= depth) {
      return;
    }
    long process = Long.parseLong(numbers.get(depth));
    try (var calls = new CallSequence()) {
      // One may limit whoever is the same user, with no right in particular.
      calls.add("", SystemCall.SETRESGID, user.gid(), user.gid(), user.gid());
      calls.add("", SystemCall.SETRESUID, user.uid(), user.uid(), user.uid());
      for (var limit : limits) {
        long both = calls.longs(limit.soft(), limit.hard());
        calls.add(limit.text(), SystemCall.PRLIMIT64, process, limit.resource(), both, 0);
      }
      calls.seal();
      Rehearsal.perform(calls);
      var failed = calls.failure();
      if (failed.isPresent()) {
        Kernel.call(SystemCall.KILL, process, SIGKILL);
        throw new SystemCallException(
            failed.get().call(), failed.get().errno(), "while a command was limited");
      }
    }
  }

  // Nobody may stand before the gate yet; then it is tried again.
  private boolean letThrough() throws IOException {
    try {
      Kernel.call(SystemCall.CLOSE, open(gate, WRITE_WITHOUT_WAITING), 0);
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == Errno.ENXIO) {
        return false;
      }
      throw e;
    }
  }

  // A process has a number in every pid namespace from that of /proc down to its own.
  private static List<String> numbers(String process) throws IOException {
    for (var line : Files.readAllLines(PROCESSES.resolve(process).resolve("status"))) {
      if (line.startsWith("NSpid:")) {
        return Stream.of(line.substring("NSpid:".length()).strip().split("\\s+", -1)).toList();
      }
    }
    throw new IOException("/proc/%s/status names no NSpid".formatted(process));
  }

  // None any more when the thread has ended.
  private static Stream<String> words(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .flatMap(line -> Stream.of(line.split(" ", -1)))
          .filter(word -> !word.isEmpty());
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  @Override
  public void close() {
    over = true;
    Kernel.openingDone(actions);
    Kernel.call(SystemCall.CLOSE, gateHandle, 0);
    Kernel.call(SystemCall.CLOSE, place, 0);
    arena.close();
  }
}
