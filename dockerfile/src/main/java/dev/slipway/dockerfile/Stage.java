package dev.slipway.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One stage: its FROM and what follows up to the next FROM. `index` counts from 0 in file order.
public record Stage(int index, Instruction.From from, List<Instruction> instructions) {
  /// Copies the instructions.
  public Stage {
    instructions = List.copyOf(instructions);
  }

  /// The name after AS in lower case, as other stages refer to it.
  public Optional<String> name() {
    return from.alias().map(alias -> alias.text().toLowerCase(Locale.ROOT));
  }

  /// The name, or the index where there is none: what to call this stage in a message.
  public String label() {
    return name().orElseGet(() -> Integer.toString(index));
  }
}
