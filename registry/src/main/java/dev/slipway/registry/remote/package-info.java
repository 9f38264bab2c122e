/// Repositories of registries, as places: the client of the OCI distribution API.
///
/// Three words to know: a [dev.slipway.registry.remote.RegistryClient] keeps connections and tokens
/// for any number of registries, a [dev.slipway.registry.remote.RemoteRepository] is one repository
/// as a [dev.slipway.registry.Place], and an [dev.slipway.registry.remote.Access] says what one
/// wants to do there.
///
/// The main path: a request is sent; who is asked for credentials answers; who is sent elsewhere
/// goes there without them; who is told "not now" waits and asks again; and what comes is checked.
/// A blob is uploaded in one stream, and from where it broke if it breaks; with an
/// [dev.slipway.registry.remote.UploadJournal] also when it is the process that breaks.
@NullMarked
package dev.slipway.registry.remote;

import org.jspecify.annotations.NullMarked;
