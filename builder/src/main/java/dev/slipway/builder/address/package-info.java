/// Addresses of files that lie elsewhere, as people write them: web servers and git repositories.
///
/// Only texts are read here; nobody is asked anything. What an address meant when it was asked is a
/// pinned source of [dev.slipway.builder.context].
@NullMarked
package dev.slipway.builder.address;

import org.jspecify.annotations.NullMarked;
