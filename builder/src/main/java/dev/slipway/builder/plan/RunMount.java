package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Mount;
import java.util.Optional;

/// A mount of a RUN, with its place in the file system.
///
/// @param mount as it was written, variables expanded
/// @param target where it appears, absolute and clean; nothing for a secret that is only a variable
/// @param origin where its files come from, or begin from
public record RunMount(Mount mount, Optional<String> target, Optional<Action.Origin> origin) {}
