/// Builds images from Dockerfiles.
///
/// A build is a chain of finished values. A [dev.slipway.builder.BuildRequest] says what is wanted;
/// the Dockerfile's syntax tree and the base images become a plan (`plan`), the plan is executed
/// from the cache backwards (`run`) to a chain of layers, and that becomes a
/// [dev.slipway.builder.BuiltImage], whole and still without a name (`export`). The
/// [dev.slipway.builder.Builder] goes this way: `Preparation` to where something would be executed,
/// `PreparedBuild` on to the image. Naming, pushing and writing are its other verbs, and an
/// [dev.slipway.builder.Evaluation] is what can be said of a Dockerfile without any of it.
///
/// What happens on the way is told in [dev.slipway.builder.BuildEvent]s; what cannot be done ends
/// in a [dev.slipway.builder.BuildException].
@NullMarked
package dev.slipway.builder;

import org.jspecify.annotations.NullMarked;
