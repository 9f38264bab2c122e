/// Behaviour cases: small Dockerfiles, each with what BuildKit makes of it.
///
/// A case is a folder of the test resources. Its files are described in `cases/README.md` there.
@NullMarked
package dev.slipway.conformance.cases;

import org.jspecify.annotations.NullMarked;
