package dev.slipway.builder.sandbox;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A filter of system calls that refuses `add_key`, `request_key` and `keyctl`, whose numbers
/// follow one another, in both of the forms in which this machine runs programs.
///
/// Written in the kernel's language for such filters (seccomp(2), linux/filter.h).
final class KeyFilter {
  private static final int LOAD = 0x20;
  private static final int AND = 0x54;
  private static final int IF_EQUAL = 0x15;
  private static final int IF_AT_LEAST = 0x35;
  private static final int RETURN = 0x06;
  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int WITHOUT_X32 = 0xbfff_ffff;
  private static final int ALLOW = 0x7fff_0000;
  private static final int REFUSE = 0x0005_0000 | Errno.EPERM;
  private static final int KINDS = 3;

  private KeyFilter() {}

  /// One instruction.
  record Instruction(int code, int whenTrue, int whenFalse, int value) {}

  /// Puts the filter into the memory of `calls`, and gives the address of its `struct sock_fprog`.
  static long program(CallSequence calls) {
    var instructions = instructions();
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

  static List<Instruction> instructions() {
    var instructions = new ArrayList<Instruction>();
    switch (Machine.CURRENT) {
      // AUDIT_ARCH_X86_64 with the numbers of x32, AUDIT_ARCH_I386
      case AMD64 -> {
        refuse(instructions, 0xc000_003e, 248);
        refuse(instructions, 0x4000_0003, 286);
      }
      // AUDIT_ARCH_AARCH64, AUDIT_ARCH_ARM
      case ARM64 -> {
        refuse(instructions, 0xc000_00b7, 217);
        refuse(instructions, 0x4000_0028, 309);
      }
    }
    instructions.add(new Instruction(RETURN, 0, 0, ALLOW));
    return instructions;
  }

  // When it is another architecture, over the six that follow; else both ways end.
  private static void refuse(List<Instruction> instructions, int architecture, int first) {
    instructions.add(new Instruction(LOAD, 0, 0, ARCHITECTURE));
    instructions.add(new Instruction(IF_EQUAL, 0, 6, architecture));
    instructions.add(new Instruction(LOAD, 0, 0, NUMBER));
    instructions.add(new Instruction(AND, 0, 0, WITHOUT_X32));
    instructions.add(new Instruction(IF_AT_LEAST, 0, 2, first));
    instructions.add(new Instruction(IF_AT_LEAST, 1, 0, first + KINDS));
    instructions.add(new Instruction(RETURN, 0, 0, REFUSE));
    instructions.add(new Instruction(RETURN, 0, 0, ALLOW));
  }
}
