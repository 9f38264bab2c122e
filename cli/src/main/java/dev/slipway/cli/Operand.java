package dev.slipway.cli;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// An argument that is known by its place.
///
/// @param index its place among the arguments that are no flags; where there may be several, that
///     of the first
/// @param count how often it may be there
/// @param label what it is called
/// @param description what `help` says of it
record Operand(int index, Count count, String label, String description) implements Parameter {
  /// How often an argument may be there.
  enum Count {
    /// Once.
    ONE,
    /// Once or not.
    OPTIONAL,
    /// Any number of times.
    ANY
  }

  /// An argument that must be there.
  static Operand required(int index, String label, String description) {
    return new Operand(index, Count.ONE, label, description);
  }

  /// An argument that may be left out.
  static Operand optional(int index, String label, String description) {
    return new Operand(index, Count.OPTIONAL, label, description);
  }

  /// All arguments, any number of them.
  static Operand several(String label, String description) {
    return new Operand(0, Count.ANY, label, description);
  }

  @Override
  public ArgSpec model() {
    var model = PositionalParamSpec.builder().paramLabel(label).description(description);
    return switch (count) {
      case ONE -> model.index(index + "").arity("1").required(true).type(String.class).build();
      case OPTIONAL -> model.index(index + "").arity("0..1").type(String.class).build();
      case ANY ->
          model
              .index(index + "..*")
              .arity("0..*")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .build();
    };
  }
}
