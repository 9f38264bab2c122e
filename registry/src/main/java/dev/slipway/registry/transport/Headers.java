package dev.slipway.registry.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The fields of a message's header, in their order. Names are compared without case.
///
/// @param fields the fields
public record Headers(List<Field> fields) {
  /// One field.
  ///
  /// @param name the name
  /// @param value the value, without space around it
  public record Field(String name, String value) {
    /// Checks that neither breaks the line.
    ///
    /// @throws IllegalArgumentException when one does
    public Field {
      if (name.isEmpty() || !name.chars().allMatch(Field::isToken)) {
        throw new IllegalArgumentException("'%s' is not the name of a field".formatted(name));
      }
      if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
        // the value is not told: it may be a secret
        throw new IllegalArgumentException(
            "the value of '%s' has a control character".formatted(name));
      }
    }

    private static boolean isToken(int c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /// The name alone: the value may be a secret.
    @Override
    public String toString() {
      return name;
    }
  }

  /// No fields.
  public static final Headers NONE = new Headers(List.of());

  /// Copies.
  public Headers {
    fields = List.copyOf(fields);
  }

  /// One field.
  public static Headers of(String name, String value) {
    return new Headers(List.of(new Field(name, value)));
  }

  /// These and one more field.
  public Headers and(String name, String value) {
    var more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Headers(more);
  }

  /// These and all of `others`.
  public Headers and(Headers others) {
    var more = new ArrayList<>(fields);
    more.addAll(others.fields);
    return new Headers(more);
  }

  /// The value of the first field of this name.
  public Optional<String> find(String name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /// The values of all fields of this name, in their order.
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /// The first field of this name as a number that is not negative.
  public Optional<Long> number(String name) {
    return find(name)
        .filter(
            text ->
                !text.isEmpty()
                    && text.length() < 19
                    && text.chars().allMatch(c -> c >= '0' && c <= '9'))
        .map(Long::valueOf);
  }
}
