package dev.slipway.builder.plan;

import dev.slipway.image.Platform;
import java.util.LinkedHashMap;
import java.util.Map;

/// The arguments that the builder itself defines: which platforms build and are built for.
public final class PlatformArguments {
  private PlatformArguments() {}

  /// Their values, by name.
  public static Map<String, String> of(PlanSettings settings) {
    var arguments = new LinkedHashMap<String, String>();
    define(arguments, "BUILD", settings.machine());
    define(arguments, "TARGET", settings.platform());
    arguments.put("TARGETSTAGE", settings.target().orElse("default"));
    return arguments;
  }

  private static void define(Map<String, String> arguments, String side, Platform platform) {
    arguments.put(side + "PLATFORM", platform.toString());
    arguments.put(side + "OS", platform.os());
    arguments.put(side + "OSVERSION", platform.osVersion().orElse(""));
    arguments.put(side + "ARCH", platform.architecture());
    arguments.put(side + "VARIANT", platform.variant().orElse(""));
  }
}
