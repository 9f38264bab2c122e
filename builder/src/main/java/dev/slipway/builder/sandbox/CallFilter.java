package dev.slipway.builder.sandbox;

import dev.slipway.builder.sandbox.RefusedCall.Form;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A filter of system calls for a command and all that it starts, in the kernel's language for such
/// filters (seccomp(2), linux/filter.h).
///
/// It refuses every [RefusedCall], new namespaces, and two kinds of socket: those to the host of a
/// virtual machine, and those to the kernel's ciphers. `clone3` is said to be missing, because the
/// flags of that call lie in memory, where no filter sees them; libraries take `clone` then.
final class CallFilter {
  private static final int LOAD = 0x20;
  private static final int AND = 0x54;
  private static final int IF_EQUAL = 0x15;
  private static final int IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  // struct seccomp_data: what was called, in which form, and the lower half of the first argument.
  private static final int NUMBER = 0;
  private static final int FORM = 4;
  private static final int FIRST_ARGUMENT = 16;

  private static final int WITHOUT_X32 = 0xbfff_ffff;
  private static final int CLONE3 = 435;
  // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET
  private static final int NEW_NAMESPACES = 0x7e02_0000;
  // AF_ALG and AF_VSOCK
  private static final List<Integer> REFUSED_SOCKETS = List.of(38, 40);

  private static final Instruction ALLOW = new Instruction(RETURN, 0, 0, 0x7fff_0000);
  private static final Instruction FORBID =
      new Instruction(RETURN, 0, 0, 0x0005_0000 | Errno.EPERM);
  private static final Instruction MISS = new Instruction(RETURN, 0, 0, 0x0005_0000 | Errno.ENOSYS);

  private CallFilter() {}

  /// One instruction; the two numbers say how many of those that follow are left out.
  record Instruction(int code, int whenTrue, int whenFalse, int value) {
    private static final int FARTHEST = 255;

    Instruction {
      if (whenTrue > FARTHEST || whenFalse > FARTHEST) {
        throw new IllegalArgumentException("no jump goes over more than 255 instructions");
      }
    }
  }

  /// Puts the filter into the memory of `calls`, and gives the address of its `struct sock_fprog`.
  static long program(CallSequence calls) {
    var instructions = instructions(Machine.CURRENT);
    var memory = calls.memory(8L * instructions.size());
    for (int i = 0; i < instructions.size(); i++) {
      var instruction = instructions.get(i);
      memory.set(ValueLayout.JAVA_SHORT, 8L * i, (short) instruction.code());
      memory.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) instruction.whenTrue());
      memory.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) instruction.whenFalse());
      memory.set(ValueLayout.JAVA_INT, 8L * i + 4, instruction.value());
    }
    var program = calls.memory(16);
    program.set(ValueLayout.JAVA_SHORT, 0, (short) instructions.size());
    program.set(ValueLayout.JAVA_LONG, 8, memory.address());
    return program.address();
  }

  static List<Instruction> instructions(Machine machine) {
    return join(
        List.of(load(FORM)),
        switch (machine) {
          case AMD64 -> join(whenEqual(Form.AMD64), whenEqual(Form.I386));
          case ARM64 -> join(whenEqual(Form.ARM64), whenEqual(Form.ARM));
        },
        List.of(ALLOW));
  }

  private static List<Instruction> whenEqual(Form form) {
    return when(IF_EQUAL, form.label, calls(form));
  }

  private static List<Instruction> calls(Form form) {
    var block = new ArrayList<Instruction>();
    block.add(load(NUMBER));
    block.add(new Instruction(AND, 0, 0, WITHOUT_X32));
    RefusedCall.numbers(form)
        .forEach(number -> block.addAll(when(IF_EQUAL, number, List.of(FORBID))));
    block.addAll(when(IF_EQUAL, CLONE3, List.of(MISS)));
    block.addAll(
        when(
            IF_EQUAL,
            form.clone,
            join(
                List.of(load(FIRST_ARGUMENT)),
                when(IF_ANY_BIT, NEW_NAMESPACES, List.of(FORBID)),
                List.of(ALLOW))));
    block.addAll(when(IF_EQUAL, form.socket, sockets()));
    block.add(ALLOW);
    return block;
  }

  private static List<Instruction> sockets() {
    var block = new ArrayList<>(List.of(load(FIRST_ARGUMENT)));
    REFUSED_SOCKETS.forEach(kind -> block.addAll(when(IF_EQUAL, kind, List.of(FORBID))));
    block.add(ALLOW);
    return block;
  }

  private static Instruction load(int what) {
    return new Instruction(LOAD, 0, 0, what);
  }

  // Over the block when it does not hold.
  private static List<Instruction> when(int condition, int value, List<Instruction> block) {
    return join(List.of(new Instruction(condition, 0, block.size(), value)), block);
  }

  @SafeVarargs
  private static List<Instruction> join(List<Instruction>... parts) {
    var joined = new ArrayList<Instruction>();
    for (var part : parts) {
      joined.addAll(part);
    }
    return joined;
  }
}
