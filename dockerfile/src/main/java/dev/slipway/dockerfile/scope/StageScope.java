package dev.slipway.dockerfile.scope;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Expanded;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Variables;
import dev.slipway.dockerfile.Word;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// The variables of one stage, which change from instruction to instruction.
public final class StageScope {
  private final Dockerfile file;
  private final GlobalScope globals;
  private final Map<String, String> given;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Set<String> declared = new LinkedHashSet<>();

  /// A stage that starts with the environment of its base.
  public StageScope(
      Dockerfile file,
      GlobalScope globals,
      Map<String, String> given,
      Map<String, String> environment) {
    this.file = file;
    this.globals = globals;
    this.given = given;
    this.environment.putAll(environment);
    this.values.putAll(environment);
  }

  /// A stage that starts from this one: its arguments first, all of its environment over them.
  public StageScope child() {
    var child = new StageScope(file, globals, given, Map.of());
    child.values.putAll(values);
    child.values.putAll(environment);
    child.environment.putAll(environment);
    child.declared.addAll(declared);
    return child;
  }

  /// The names that have a value.
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /// Whether an ARG named `name`, with or without value.
  public boolean declares(String name) {
    return declared.contains(name);
  }

  /// Expands a word.
  ///
  /// Throws [DockerfileException.Invalid] at it when it cannot be.
  public Expanded expand(Word word) {
    return expand(word, word.text());
  }

  /// Expands part of a word.
  ///
  /// Throws [DockerfileException.Invalid] at the word when it cannot be.
  public Expanded expand(Word word, String part) {
    try {
      return file.expander().expand(part, Variables.of(values));
    } catch (DockerfileException.Unexpandable e) {
      throw e.at(file.source(), word.span());
    }
  }

  /// What the variables are worth now.
  public Variables variables() {
    return Variables.of(Map.copyOf(values));
  }

  /// An ENV has set `name`.
  public void set(String name, String value) {
    values.put(name, value);
    environment.put(name, value);
  }

  /// Evaluates one name of an ARG: the build's value, else the default, else the global value.
  /// `watcher` sees the default word with its expansion, when there was one.
  public Optional<String> declare(
      Instruction.Declaration declaration, BiConsumer<Word, Expanded> watcher) {
    var name = declaration.name().text();
    Optional<String> value = Optional.ofNullable(given.get(name));
    if (value.isEmpty() && declaration.value().isPresent()) {
      var word = declaration.value().get();
      var expanded = expand(word);
      watcher.accept(word, expanded);
      value = Optional.of(expanded.text());
    } else if (value.isEmpty()) {
      value = Optional.ofNullable(globals.values().get(name));
    }
    value.ifPresent(text -> values.put(name, text));
    declared.add(name);
    return value;
  }
}
