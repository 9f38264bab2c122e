/// A small OCI 1.1 registry, for tests, demonstrations and moves where there is no network.
///
/// Three words. A *server* listens on one address and keeps all it has in one folder. A
/// *repository* is a name under which blobs, manifests and tags are known; content itself is kept
/// once, however many repositories know it. A *fault* is a misbehaviour that a test orders: an
/// answer that never comes, bytes that are not those asked for.
///
/// The main path: `Connection` reads a request from a socket, `Route` says what it asks for, `Gate`
/// whether it may, and one of `BlobRequests`, `UploadRequests`, `ManifestRequests` and
/// `ListRequests` answers from `Storage`. Virtual threads carry the sockets; the few threads of
/// `Disk` touch files.
///
/// What it is not: a registry for production. It has one user, and neither collection of garbage
/// nor TLS.
@NullMarked
package dev.slipway.registry.serve;

import org.jspecify.annotations.NullMarked;
