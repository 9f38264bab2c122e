package dev.slipway.dockerfile.scope;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What a program sees of the variables at one point of a stage: every name that has a value there,
/// the last written last. It does not change.
public final class Environment {
  private final Map<String, String> values;
  private final Set<String> arguments;

  // Of a scope, which does not write into them any more.
  Environment(Map<String, String> values, Set<String> arguments) {
    this.values = values;
    this.arguments = arguments;
  }

  /// The values by their names, in order.
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  /// The names that an ARG declared, with a value or without, in the order in which each was
  /// declared first.
  public Set<String> arguments() {
    return Collections.unmodifiableSet(arguments);
  }

  /// These values after those of `others`, of which they hide those of the same name.
  public Environment over(Map<String, String> others) {
    var all = new LinkedHashMap<>(others);
    all.putAll(values);
    return new Environment(all, arguments);
  }
}
