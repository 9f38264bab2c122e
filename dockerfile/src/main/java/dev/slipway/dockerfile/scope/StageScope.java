package dev.slipway.dockerfile.scope;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Variables;
import dev.slipway.dockerfile.Word;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/// The variables of a stage at one point: what ENV set and what ARG declared.
///
/// The two share their names, and whoever wrote last counts for the instructions that follow; the
/// image keeps only what ENV set. Changes in place as the stage's instructions are read.
public final class StageScope implements Variables {
  /// The variable that every stage has.
  public static final String PATH = "PATH";

  /// Its value in a stage whose base sets none.
  public static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final GlobalScope globals;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Set<String> arguments = new LinkedHashSet<>();
  private SequencedMap<String, String> values = new LinkedHashMap<>();
  private boolean shared;

  /// A stage that starts with the environment of its base.
  public StageScope(GlobalScope globals, Map<String, String> environment) {
    this(globals);
    setAll(environment);
  }

  /// A stage that starts with no environment.
  public StageScope(GlobalScope globals) {
    this.globals = globals;
  }

  private void setAll(Map<String, String> variables) {
    for (var variable : variables.entrySet()) {
      set(variable.getKey(), variable.getValue());
    }
  }

  /// A stage that starts from this one: its arguments first, all of its environment over them,
  /// whatever their order was.
  public StageScope child() {
    var child = new StageScope(globals);
    child.arguments.addAll(arguments);
    for (var name : arguments) {
      find(name).ifPresent(value -> child.write(name, value));
    }
    child.setAll(environment);
    return child;
  }

  /// What ENV does.
  public void set(String name, String value) {
    environment.put(name, value);
    write(name, value);
  }

  /// Evaluates one name of an ARG: the build's value, else the default as `expansion` reads it,
  /// else the global value. Where there is none, the present value stays.
  public Optional<String> declare(
      Instruction.Declaration declaration, Function<Word, String> expansion) {
    var name = declaration.name().text();
    Optional<String> value = Optional.ofNullable(globals.given().get(name));
    if (value.isEmpty()) {
      value = declaration.value().map(expansion);
    }
    if (value.isEmpty()) {
      value = globals.find(name);
    }
    if (!arguments.contains(name)) {
      unshare();
      arguments.add(name);
    }
    if (value.isPresent()) {
      write(name, value.get());
    }
    return value;
  }

  // Later writers stand later in the environment of a RUN, too.
  private void write(String name, String value) {
    unshare();
    values.putLast(name, value);
  }

  private void unshare() {
    if (shared) {
      values = new LinkedHashMap<>(values);
      arguments = new LinkedHashSet<>(arguments);
      shared = false;
    }
  }

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// What a RUN sees at the moment. It stays so, and costs nothing as long as nothing is written.
  public Environment seen() {
    shared = true;
    return new Environment(values, arguments);
  }

  /// The names that have a value.
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /// The names that an ARG declared, with a value or without, in the order in which each was
  /// declared first.
  public Set<String> arguments() {
    return Collections.unmodifiableSet(arguments);
  }
}
