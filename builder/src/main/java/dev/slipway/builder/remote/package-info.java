/// Files that a build takes from other machines: what they hold right now, and how they come here.
///
/// A [dev.slipway.builder.address.RemoteSource] is what somebody wrote; *pinning* it asks what it
/// is today and gives a [dev.slipway.builder.context.PinnedSource], which a plan can hold and a
/// cache key can name. Only when something is copied its *tree* is asked for. What was fetched
/// stays in the store under its digest, so that asking again costs one request and no bytes.
///
/// All that comes is hostile: it is counted, digested and kept away from the rest of the store
/// until it is whole.
@NullMarked
package dev.slipway.builder.remote;

import org.jspecify.annotations.NullMarked;
