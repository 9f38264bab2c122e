/// Who one is to a registry, and how one says so.
///
/// Three words to know: a [dev.slipway.registry.auth.Credential] is a secret,
/// [dev.slipway.registry.auth.Credentials] finds the one for a repository, and a
/// [dev.slipway.registry.auth.Challenge] is how a registry asks for it.
///
/// A credential goes only to the host for which it was given, and to the token service that this
/// very host names. No secret is ever part of a message: the values here print without them.
@NullMarked
package dev.slipway.registry.auth;

import org.jspecify.annotations.NullMarked;
