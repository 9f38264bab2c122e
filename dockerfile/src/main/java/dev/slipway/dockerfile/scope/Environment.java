package dev.slipway.dockerfile.scope;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What a program sees of the variables at one point of a stage: every name that has a value there.
/// It does not change, and equals only itself.
public final class Environment {
  private final Map<String, String> values;
  private final Set<String> arguments;

  // Of a scope, which does not write into them any more.
  Environment(Map<String, String> values, Set<String> arguments) {
    this.values = values;
    this.arguments = arguments;
  }

  /// The values by their names, in the order in which the program gets them: that of a scope has
  /// the last written last.
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  /// The names that an ARG declared, with a value or without, in the order in which each was
  /// declared first.
  public Set<String> arguments() {
    return Collections.unmodifiableSet(arguments);
  }

  /// `others`, and then these values. Of a name that both have, this value counts, at the place of
  /// the other.
  public Environment over(Map<String, String> others) {
    var all = new LinkedHashMap<>(others);
    all.putAll(values);
    return new Environment(all, arguments);
  }

  /// The names; values may be secret.
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
