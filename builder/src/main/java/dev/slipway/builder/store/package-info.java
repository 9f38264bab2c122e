/// The local store: all that outlives a build.
///
/// A folder that any number of processes share. Its departments: [Blobs] holds bytes under their
/// digest, as they travel; [Layers] holds layers as they are read, an uncompressed tar and its
/// index under the tar's digest; [Steps] remembers which step of a build led to which chain of
/// layers; [Images] gives images their names; [Bases] remembers what a base image's name meant
/// last, [WebFiles] what an address gave; [LastInputs] serves explanations; [CacheMounts] lends the
/// folders of `RUN --mount=type=cache`; [GitMirrors] lends repositories; [Uploads] remembers large
/// uploads that are under way.
/// Snapshots lie here too, and belong to the workers.
///
/// Three rules keep it whole. A file or folder appears by one rename, complete, so that a process
/// that dies at any moment leaves nothing half-written that is ever read. What it is named after is
/// its digest, so that two writers of the same thing agree. A build holds the store's lock shared
/// and only who holds it alone removes anything but what dead processes left.
///
/// Blobs and names reach the disk before they count. Layers do not wait for the disk: each is
/// marked with the run of the machine ("boot") that wrote it, and is read again and compared with
/// its digest the first time after the machine was started anew.
@NullMarked
package dev.slipway.builder.store;

import org.jspecify.annotations.NullMarked;
