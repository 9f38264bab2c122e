package dev.slipway.builder.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The way to the kernel: one handle for every call.
///
/// Each further handle would cost as much time at start as the first one, so there is exactly one
/// that takes a number and six words. Only who starts processes has further ones, of the same
/// shape.
final class Kernel {
  private static final long BUFFER_LENGTH = 64 * 1024;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle STATE_ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL = handle("syscall");
  private static final ThreadLocal<MemorySegment> STATES = ThreadLocal.withInitial(Kernel::state);
  private static final ThreadLocal<MemorySegment> BUFFERS =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(BUFFER_LENGTH));

  /// Made when a process is started, and only then.
  private static final class Processes {
    static final MethodHandle SPAWN = handle("posix_spawn");
  }

  /// Made when a process is to open something before it becomes a program, and only then.
  private static final class FileActions {
    /// The length of `posix_spawn_file_actions_t`, with room to spare.
    static final long LENGTH = 256;

    static final MethodHandle INIT = handle("posix_spawn_file_actions_init");
    static final MethodHandle OPEN = handle("posix_spawn_file_actions_addopen");
    static final MethodHandle CLOSE = handle("posix_spawn_file_actions_addclose");
    static final MethodHandle DESTROY = handle("posix_spawn_file_actions_destroy");
  }

  private Kernel() {}

  private static MethodHandle handle(String function) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(function),
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG),
        Linker.Option.captureCallState("errno"));
  }

  static MemoryLayout stateLayout() {
    return STATE;
  }

  /// Memory for the error number of one thread's calls.
  static MemorySegment state() {
    return Arena.ofAuto().allocate(STATE);
  }

  /// Memory of the calling thread through which bytes go into a call and come out of it; what is
  /// in it holds only until the next call. Streams have none of their own: there are as many as
  /// files, and to free memory that threads share stops them all.
  static MemorySegment buffer() {
    return BUFFERS.get();
  }

  /// Makes a call and gives its result, or the negated error number.
  static long call(SystemCall call, long a, long b, long c, long d, long e) {
    return raw(STATES.get(), call.number(), a, b, c, d, e, 0);
  }

  /// The same with two arguments.
  static long call(SystemCall call, long a, long b) {
    return call(call, a, b, 0, 0, 0);
  }

  /// The same with three arguments.
  static long call(SystemCall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0);
  }

  /// The same by number, with the caller's memory for the error number; loads no class.
  static long raw(
      MemorySegment state, long number, long a, long b, long c, long d, long e, long f) {
    try {
      long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
      return result == -1 ? -(int) STATE_ERRNO.get(state, 0L) : result;
    } catch (Throwable unexpected) {
      throw new AssertionError("a call without pointers to Java cannot throw", unexpected);
    }
  }

  /// File actions for [#spawn] that open `path` to read, as the descriptor `place`, and close it
  /// again. They live as long as `arena`, and until [#openingDone].
  static long opening(Arena arena, int place, String path) {
    long actions = arena.allocate(FileActions.LENGTH, 8).address();
    try {
      long named = arena.allocateFrom(path).address();
      var state = STATES.get();
      long opened = 0;
      opened |= (long) FileActions.INIT.invokeExact(state, actions, 0L, 0L, 0L, 0L, 0L, 0L);
      opened |=
          (long) FileActions.OPEN.invokeExact(state, actions, (long) place, named, 0L, 0L, 0L, 0L);
      opened |=
          (long) FileActions.CLOSE.invokeExact(state, actions, (long) place, 0L, 0L, 0L, 0L, 0L);
      if ((int) opened != 0) {
        throw new OutOfMemoryError("no memory for the file actions of a new process");
      }
      return actions;
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a call without pointers to Java cannot throw", e);
    }
  }

  /// Frees what [#opening] made.
  static void openingDone(long actions) {
    try {
      long ignored =
          (long) FileActions.DESTROY.invokeExact(STATES.get(), actions, 0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError("a call without pointers to Java cannot throw", e);
    }
  }

  /// `posix_spawn`: starts the program at `path`, after `actions` unless they are 0; gives 0 or the
  /// error number.
  static int spawn(
      MemorySegment state,
      long process,
      long path,
      long actions,
      long attributes,
      long arguments,
      long environment) {
    try {
      long result =
          (long)
              Processes.SPAWN.invokeExact(
                  state, process, path, actions, attributes, arguments, environment, 0L);
      return (int) result;
    } catch (Throwable e) {
      throw new AssertionError("a call without pointers to Java cannot throw", e);
    }
  }

  /// The result of a call, when it is one.
  ///
  /// @throws SystemCallException when `result` is a negated error number
  static long check(SystemCall call, long result, String subject) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call.label(), (int) -result, subject);
    }
    return result;
  }
}
