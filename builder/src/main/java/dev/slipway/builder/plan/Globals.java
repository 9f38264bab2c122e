package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Variables;
import dev.slipway.image.Platform;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The arguments that stand before the first FROM, and those that the builder itself defines.
///
/// FROM sees them; a stage that declares one of them without a value takes its value from here.
final class Globals implements Variables {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> given;
  private final Set<String> used = new TreeSet<>();

  private Globals(Map<String, String> given) {
    this.given = given;
  }

  static Globals of(Dockerfile dockerfile, PlanSettings settings) {
    var globals = new Globals(settings.arguments());
    globals.predefine("BUILD", settings.machine());
    globals.predefine("TARGET", settings.platform());
    globals.predefine("TARGETSTAGE", settings.target().orElse("default"));
    var expander = dockerfile.expander();
    for (var instruction : dockerfile.globals()) {
      for (var declaration : instruction.declarations()) {
        var name = declaration.name().text();
        globals
            .given(name)
            .or(
                () ->
                    declaration
                        .value()
                        .map(
                            value -> {
                              try {
                                return expander.expand(value.text(), globals).text();
                              } catch (DockerfileException e) {
                                throw e.at(dockerfile.source(), value.span());
                              }
                            }))
            .ifPresent(value -> globals.values.put(name, value));
      }
    }
    return globals;
  }

  private void predefine(String prefix, Platform platform) {
    predefine(prefix + "PLATFORM", platform.toString());
    predefine(prefix + "OS", platform.os());
    predefine(prefix + "OSVERSION", platform.osVersion().orElse(""));
    predefine(prefix + "ARCH", platform.architecture());
    predefine(prefix + "VARIANT", platform.variant().orElse(""));
  }

  private void predefine(String name, String value) {
    values.put(name, given(name).orElse(value));
  }

  /// The value that the caller gave for an argument; counts as a use.
  Optional<String> given(String name) {
    var value = given.get(name);
    if (value == null) {
      return Optional.empty();
    }
    used.add(name);
    return Optional.of(value);
  }

  /// Arguments that the caller gave and nobody asked for.
  Set<String> unused() {
    var unused = new TreeSet<>(given.keySet());
    unused.removeAll(used);
    unused.removeIf(name -> Proxies.isProxy(name) || name.startsWith("BUILDKIT_"));
    unused.remove("SOURCE_DATE_EPOCH");
    return unused;
  }

  @Override
  public Optional<String> find(String name) {
    var value = values.get(name);
    return value == null ? Optional.empty() : Optional.of(value);
  }
}
