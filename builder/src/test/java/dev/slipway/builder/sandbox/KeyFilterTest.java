package dev.slipway.builder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Runs the filter as the kernel does.
class KeyFilterTest {
  private static final int ALLOW = 0x7fff_0000;
  private static final int REFUSE_WITH_EPERM = 0x0005_0001;

  private static final int OWN = Machine.CURRENT == Machine.AMD64 ? 0xc000_003e : 0xc000_00b7;
  private static final int SMALL = Machine.CURRENT == Machine.AMD64 ? 0x4000_0003 : 0x4000_0028;
  private static final int OWN_FIRST = Machine.CURRENT == Machine.AMD64 ? 248 : 217;
  private static final int SMALL_FIRST = Machine.CURRENT == Machine.AMD64 ? 286 : 309;

  private static int verdict(int architecture, int number) {
    List<KeyFilter.Instruction> program = KeyFilter.instructions();
    int value = 0;
    for (int at = 0; ; at++) {
      var instruction = program.get(at);
      switch (instruction.code()) {
        case 0x20 -> value = instruction.value() == 0 ? number : architecture;
        case 0x54 -> value &= instruction.value();
        case 0x15 ->
            at += value == instruction.value() ? instruction.whenTrue() : instruction.whenFalse();
        case 0x35 ->
            at +=
                Integer.compareUnsigned(value, instruction.value()) >= 0
                    ? instruction.whenTrue()
                    : instruction.whenFalse();
        case 0x06 -> {
          return instruction.value();
        }
        default -> throw new AssertionError("no instruction has the code " + instruction.code());
      }
    }
  }

  @Test
  void refusesTheThreeCallsInBothForms() {
    for (int i = 0; i < 3; i++) {
      assertThat(verdict(OWN, OWN_FIRST + i)).isEqualTo(REFUSE_WITH_EPERM);
      assertThat(verdict(OWN, OWN_FIRST + i | 0x4000_0000)).isEqualTo(REFUSE_WITH_EPERM);
      assertThat(verdict(SMALL, SMALL_FIRST + i)).isEqualTo(REFUSE_WITH_EPERM);
    }
    assertThat((long) OWN_FIRST + 2).isEqualTo(SystemCall.KEYCTL.number());
  }

  @Test
  void allowsAllOthers() {
    for (int number = 0; number < 500; number++) {
      if (number < OWN_FIRST || number > OWN_FIRST + 2) {
        assertThat(verdict(OWN, number)).isEqualTo(ALLOW);
      }
      if (number < SMALL_FIRST || number > SMALL_FIRST + 2) {
        assertThat(verdict(SMALL, number)).isEqualTo(ALLOW);
      }
      assertThat(verdict(0x1234, number)).isEqualTo(ALLOW);
    }
  }
}
