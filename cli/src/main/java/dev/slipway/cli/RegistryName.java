package dev.slipway.cli;

import dev.slipway.image.Reference;

/// A registry as users name it to `login`: host and port, perhaps written as an address.
///
/// @param host host and port as in references
record RegistryName(String host) {
  private static final String HUB_SERVER = "https://index.docker.io/v1/";

  /// Reads `ghcr.io`, `https://ghcr.io/`, `localhost:5000`; nothing is Docker Hub.
  static RegistryName parse(String text) {
    var host = text.strip().replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
    if (host.contains("/") || host.isEmpty()) {
      throw new CommandException.Usage(
          "slipway: '%s' is not a registry; write host or host:port".formatted(text));
    }
    return switch (host) {
      case "index.docker.io", "registry-1.docker.io" -> new RegistryName(Reference.DOCKER_HUB);
      default -> new RegistryName(host);
    };
  }

  /// What docker's config and credential helpers call it.
  String server() {
    return host.equals(Reference.DOCKER_HUB) ? HUB_SERVER : host;
  }
}
