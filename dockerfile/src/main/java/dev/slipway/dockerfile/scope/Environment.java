package dev.slipway.dockerfile.scope;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a program sees of the variables at one point of a stage: every name that has a value there,
/// the last written last. It does not change.
public final class Environment {
  private final Map<String, String> values;

  // Of a scope, which does not write into them any more.
  Environment(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /// The values by their names, in order.
  public Map<String, String> values() {
    return values;
  }

  /// These values after those of `others`, of which they hide those of the same name.
  public Environment over(Map<String, String> others) {
    var all = new LinkedHashMap<>(others);
    all.putAll(values);
    return new Environment(all);
  }
}
