package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// What follows an instruction's flags, cut up but not yet understood.
sealed interface Arguments {

  /// A list: a JSON array's strings, or words; one word where the rest of the line is one.
  record Words(List<Word> words, boolean json) implements Arguments {
    static final Words NONE = new Words(List.of(), false);

    public Words {
      words = List.copyOf(words);
    }

    /// What the words say, without their places.
    List<String> texts() {
      var texts = new ArrayList<String>();
      for (var word : words) {
        texts.add(word.text());
      }
      return texts;
    }
  }

  /// Names with values; `notation` tells `name=value` from the old `name value`.
  record Pairs(List<Pair> pairs, Instruction.Notation notation) implements Arguments {
    public Pairs {
      pairs = List.copyOf(pairs);
    }
  }

  /// HEALTHCHECK's kind of test, and the command.
  record Test(Word kind, Words command) implements Arguments {}

  /// ONBUILD's instruction, which starts at `start` of the line.
  record Trigger(Statement statement, int start) implements Arguments {}
}
