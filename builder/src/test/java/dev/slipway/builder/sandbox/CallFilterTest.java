package dev.slipway.builder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.sandbox.RefusedCall.Form;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs the filter as the kernel does.
class CallFilterTest {
  private static final int ALLOW = 0x7fff_0000;
  private static final int REFUSE_WITH_EPERM = 0x0005_0001;
  private static final int REFUSE_WITH_ENOSYS = 0x0005_0026;
  private static final int X32 = 0x4000_0000;

  private static Machine machine(Form form) {
    return switch (form) {
      case AMD64, I386 -> Machine.AMD64;
      case ARM64, ARM -> Machine.ARM64;
    };
  }

  private static int verdict(Form form, int number, int argument) {
    return verdict(CallFilter.instructions(machine(form)), form.label, number, argument);
  }

  private static int verdict(
      List<CallFilter.Instruction> program, int form, int number, int argument) {
    int value = 0;
    for (int at = 0; ; at++) {
      var instruction = program.get(at);
      switch (instruction.code()) {
        case 0x20 ->
            value =
                switch (instruction.value()) {
                  case 0 -> number;
                  case 4 -> form;
                  case 16 -> argument;
                  default -> throw new AssertionError("loads from " + instruction.value());
                };
        case 0x54 -> value &= instruction.value();
        case 0x15 -> at += jump(instruction, value == instruction.value());
        case 0x45 -> at += jump(instruction, (value & instruction.value()) != 0);
        case 0x06 -> {
          return instruction.value();
        }
        default -> throw new AssertionError("no instruction has the code " + instruction.code());
      }
    }
  }

  private static int jump(CallFilter.Instruction instruction, boolean holds) {
    return holds ? instruction.whenTrue() : instruction.whenFalse();
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatIsRefusedInEachForm(Form form) {
    RefusedCall.numbers(form)
        .forEach(
            number ->
                assertThat(verdict(form, number, 0))
                    .as("call %d", number)
                    .isEqualTo(REFUSE_WITH_EPERM));
  }

  @ParameterizedTest
  @EnumSource
  void allowsAllOthers(Form form) {
    Set<Integer> refused = RefusedCall.numbers(form).boxed().collect(Collectors.toSet());
    refused.add(435);
    for (int number = 0; number < 600; number++) {
      if (!refused.contains(number)) {
        assertThat(verdict(form, number, 1)).as("call %d", number).isEqualTo(ALLOW);
      }
    }
    var program = CallFilter.instructions(machine(form));
    assertThat(verdict(program, 0x1234, 425, 0)).isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @EnumSource
  void makesProcessesAndThreadsButNoNamespaces(Form form) {
    // SIGCHLD, what a thread takes, and what posix_spawn takes
    for (int flags : new int[] {17, 0x3d0f00, 0x4100 | 17}) {
      assertThat(verdict(form, form.clone, flags)).isEqualTo(ALLOW);
    }
    for (int space :
        new int[] {0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000}) {
      assertThat(verdict(form, form.clone, space | 17)).isEqualTo(REFUSE_WITH_EPERM);
    }
    assertThat(verdict(form, 435, 0)).isEqualTo(REFUSE_WITH_ENOSYS);
  }

  @ParameterizedTest
  @EnumSource
  void opensNoSocketsToCiphersAndHypervisors(Form form) {
    assertThat(verdict(form, form.socket, 38)).isEqualTo(REFUSE_WITH_EPERM);
    assertThat(verdict(form, form.socket, 40)).isEqualTo(REFUSE_WITH_EPERM);
    for (int kind : new int[] {1, 2, 10, 16, 17, 37, 39, 41}) {
      assertThat(verdict(form, form.socket, kind)).isEqualTo(ALLOW);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "AMD64")
  void refusesTheSameToProgramsWithShortPointers(Form form) {
    assertThat(verdict(form, 425 | X32, 0)).isEqualTo(REFUSE_WITH_EPERM);
    assertThat(verdict(form, form.clone | X32, 0x10000000)).isEqualTo(REFUSE_WITH_EPERM);
    assertThat(verdict(form, 1 | X32, 0)).isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @EnumSource
  void numbersAreOfDifferentCalls(Form form) {
    assertThat(RefusedCall.numbers(form).boxed().toList())
        .doesNotHaveDuplicates()
        .doesNotContain(form.clone, form.socket, 435);
  }
}
