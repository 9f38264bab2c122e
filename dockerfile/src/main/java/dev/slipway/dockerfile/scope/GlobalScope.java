package dev.slipway.dockerfile.scope;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Variables;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The predefined arguments and those declared before the first FROM: what a FROM sees, and where
/// a stage finds the value of an argument that it declares without one.
///
/// `values` holds each argument that has a value, `declared` what the file declares, `given` what
/// the build was given, whether or not anything declares it.
public record GlobalScope(
    Map<String, String> values, Map<String, Argument> declared, Map<String, String> given)
    implements Variables {

  /// Keeps the order of the maps.
  public GlobalScope {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    declared = Collections.unmodifiableMap(new LinkedHashMap<>(declared));
    given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
  }

  /// Evaluates the global arguments of `file`, each with what `given` says, else its default.
  ///
  /// Throws [dev.slipway.dockerfile.DockerfileException.Invalid] at a default that cannot be
  /// expanded.
  public static GlobalScope of(
      Dockerfile file, Map<String, String> predefined, Map<String, String> given) {
    var values = new LinkedHashMap<String, String>();
    predefined.forEach((name, value) -> values.put(name, given.getOrDefault(name, value)));
    var declared = new LinkedHashMap<String, Argument>();
    for (var arg : file.globals()) {
      for (var declaration : arg.declarations()) {
        var name = declaration.name().text();
        Optional<String> argument = Optional.ofNullable(given.get(name));
        Set<String> needs = new HashSet<>();
        if (argument.isEmpty() && declaration.value().isPresent()) {
          var word = declaration.value().get();
          var expanded = file.expansion().of(word, Variables.of(values));
          argument = Optional.of(expanded.text());
          needs.addAll(expanded.used());
          // A default that uses the argument itself needs what the former default needed.
          if (needs.remove(name) && declared.containsKey(name)) {
            needs.addAll(declared.get(name).needs());
          }
        }
        argument.ifPresent(value -> values.put(name, value));
        declared.put(
            name, new Argument(name, argument, arg.origin().description(name), arg.span(), needs));
      }
    }
    return new GlobalScope(values, declared, given);
  }

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// What the build was given for `name`, even if that is empty, else what the file says, if that
  /// is not.
  public Optional<String> argument(String name) {
    var own = given.get(name);
    return own == null ? find(name).filter(value -> !value.isEmpty()) : Optional.of(own);
  }

  /// The same where the value of `name`, wherever there is one, is `value`; without a value there
  /// is none any more.
  public GlobalScope with(String name, Optional<String> value) {
    return new GlobalScope(replaced(values, name, value), declared, replaced(given, name, value));
  }

  private static Map<String, String> replaced(
      Map<String, String> values, String name, Optional<String> value) {
    var changed = new LinkedHashMap<>(values);
    if (changed.containsKey(name)) {
      value.ifPresentOrElse(known -> changed.put(name, known), () -> changed.remove(name));
    }
    return changed;
  }

  /// The names that a FROM may use: everything declared, with a value or without.
  public List<String> names() {
    var names = new LinkedHashSet<>(declared.keySet());
    names.addAll(values.keySet());
    return List.copyOf(names);
  }
}
