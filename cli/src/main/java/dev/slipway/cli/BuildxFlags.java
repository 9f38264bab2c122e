package dev.slipway.cli;

import java.util.Map;
import java.util.Optional;

/// The flags of `docker buildx build` that `build` does not have, and what serves instead.
final class BuildxFlags {
  private static final String CACHE =
      "remote caches are not supported by this version; what SLIPWAY_HOME holds is the cache";
  private static final String ATTESTATION =
      "this version attests nothing, so that there is nothing to turn off: leave it out";
  private static final String DAEMON = "there is no daemon and no builder to choose: leave it out";

  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("--annotation", "this version writes no annotations; --label writes labels"),
          Map.entry("--attest", ATTESTATION),
          Map.entry("--builder", DAEMON),
          Map.entry("--cache-from", CACHE),
          Map.entry("--cache-to", CACHE),
          Map.entry("--cgroup-parent", "a RUN has the cgroup of this process"),
          Map.entry(
              "--load",
              "without --push and -o the image is in the local store; for docker write it with -o"
                  + " docker-archive:FILE and load that"),
          Map.entry("--no-cache-filter", "--no-cache executes all steps anew"),
          Map.entry("--provenance", ATTESTATION),
          Map.entry("--sbom", ATTESTATION),
          Map.entry("--squash", "each instruction makes a layer of its own"));

  private BuildxFlags() {}

  /// What to do without `flag`; nothing when buildx does not have it either.
  static Optional<String> instead(String flag) {
    return Optional.ofNullable(INSTEAD.get(flag));
  }
}
