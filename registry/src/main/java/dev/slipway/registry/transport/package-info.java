/// HTTP/1.1 over plain sockets and TLS, no more of it than a registry needs.
///
/// Three words to know: a [dev.slipway.registry.transport.Request] is one question, a
/// [dev.slipway.registry.transport.Response] is the answer with an open body, and
/// [dev.slipway.registry.transport.HttpTransport] keeps the connections on which both travel. It
/// follows no redirect, knows no credentials and tries nothing again, but for a connection that
/// went stale while it was idle: all that is decided where the meaning of a request is known.
///
/// It is here because what else there is either lacks PATCH or starts slowly, see
/// `docs/decisions/0002-http.md`.
@NullMarked
package dev.slipway.registry.transport;

import org.jspecify.annotations.NullMarked;
