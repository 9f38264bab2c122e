package dev.slipway.builder.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/// The smallest programs for amd64: each makes one system call, and its exit code is the error
/// number, or 0.
final class CallProgram {
  private static final int START = 0x400000;
  private static final int HEADERS = 64 + 56;

  // mov $…, into rdi, rsi, rdx, r10 and r8
  private static final List<String> REGISTERS = List.of("48bf", "48be", "48ba", "49ba", "49b8");
  private static final String NUMBER = "48b8";

  // syscall; 1: neg %eax; jns over; xor %eax, %eax; over: mov %eax, %edi; mov $60, %eax; syscall
  private static final String CALL_AND_EXIT =
      "0f05" + "f7d8" + "7902" + "31c0" + "89c7b83c0000000f05";

  private CallProgram() {}

  /// A program that makes the call `number`.
  static byte[] of(int number, long... arguments) {
    var code = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    code.put(bytes(NUMBER)).putLong(number);
    for (int i = 0; i < REGISTERS.size(); i++) {
      code.put(bytes(REGISTERS.get(i))).putLong(i < arguments.length ? arguments[i] : 0);
    }
    code.put(bytes(CALL_AND_EXIT)).flip();
    int length = HEADERS + code.remaining();
    var program = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    program.put(bytes("7f454c4602010100")).putLong(0);
    // ET_EXEC, EM_X86_64, version, entry, program headers, no sections, flags, sizes
    program.putShort((short) 2).putShort((short) 62).putInt(1).putLong(START + HEADERS);
    program.putLong(64).putLong(0).putInt(0).putShort((short) 64).putShort((short) 56);
    program.putShort((short) 1).putShort((short) 64).putShort((short) 0).putShort((short) 0);
    // PT_LOAD, to read and to execute: all of the file
    program.putInt(1).putInt(5).putLong(0).putLong(START).putLong(START);
    program.putLong(length).putLong(length).putLong(0x1000);
    return program.put(code).array();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
