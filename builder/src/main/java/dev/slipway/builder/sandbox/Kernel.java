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
/// that takes a number and six words.
final class Kernel {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle STATE_ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
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
  private static final ThreadLocal<MemorySegment> STATES = ThreadLocal.withInitial(Kernel::state);

  private Kernel() {}

  /// Memory for the error number of one thread's calls.
  static MemorySegment state() {
    return Arena.ofAuto().allocate(STATE);
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
    } catch (Throwable e2) {
      throw new AssertionError("a call without pointers to Java cannot throw", e2);
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
