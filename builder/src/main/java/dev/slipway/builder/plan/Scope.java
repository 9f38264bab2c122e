package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The variables of a stage at one point: what ENV set and what ARG declared.
///
/// The two share their names, and whoever wrote last counts for the instructions that follow; the
/// image keeps only what ENV set. Changes in place as the stage's instructions are read.
final class Scope implements Variables {
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, Optional<String>> arguments = new LinkedHashMap<>();
  private final Map<String, String> effective = new LinkedHashMap<>();

  /// The scope of a stage that stands on an image with this environment, `NAME=value` each.
  static Scope of(List<String> environment) {
    var scope = new Scope();
    for (var entry : environment) {
      int equals = entry.indexOf('=');
      // Docker tolerates an entry without a value, so a base image may have one.
      scope.set(
          equals < 0 ? entry : entry.substring(0, equals),
          equals < 0 ? "" : entry.substring(equals + 1));
    }
    return scope;
  }

  /// The scope of a stage that stands on the stage whose scope this is. All environment is laid
  /// over all arguments, whatever their order was.
  Scope child() {
    var child = new Scope();
    child.arguments.putAll(arguments);
    arguments.forEach((name, value) -> value.ifPresent(known -> child.effective.put(name, known)));
    environment.forEach(child::set);
    return child;
  }

  /// What ENV does.
  void set(String name, String value) {
    environment.put(name, value);
    write(name, value);
  }

  /// What ARG does; without a value the present one stays.
  void declare(String name, Optional<String> value) {
    if (value.isPresent() || !arguments.containsKey(name)) {
      arguments.put(name, value);
    }
    value.ifPresent(known -> write(name, known));
  }

  // Later writers stand later in the environment of a RUN, too.
  private void write(String name, String value) {
    effective.remove(name);
    effective.put(name, value);
  }

  @Override
  public Optional<String> find(String name) {
    var value = effective.get(name);
    return value == null ? Optional.empty() : Optional.of(value);
  }

  /// What a RUN sees.
  Map<String, String> effective() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(effective));
  }

  /// Every declared argument with the value that is in force, `NAME=value` each, in the order in
  /// which they were declared first.
  List<String> declared() {
    var declared = new ArrayList<String>();
    arguments.forEach(
        (name, value) -> declared.add(name + "=" + effective.getOrDefault(name, value.orElse(""))));
    return declared;
  }
}
