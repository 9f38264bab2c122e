package dev.slipway.registry;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Where images can be: a repository of a registry, an OCI layout, an archive, memory.
///
/// Content is keyed by descriptor and does not change: once a place has it, it has it. Names (tags)
/// do change. Manifests and indexes are content too; a place may treat them in its own way and
/// knows them by their media type. A place does not check that what a manifest names is there
/// before the manifest is pushed: the order is the caller's ([Copy] keeps it), though a registry
/// may insist.
///
/// Every method may be called by many threads at once, and throws [RegistryException].
public interface Place extends AutoCloseable {
  /// What the place is called in messages, such as `localhost:5000/app` or `oci:out`.
  String name();

  /// Whether content of this digest is here.
  boolean exists(Descriptor content);

  /// Opens content. The stream checks size and digest: where they differ, a read throws
  /// [RegistryException.Mismatch], at the latest the one that would have said that it is at its
  /// end.
  ///
  /// @throws RegistryException.NotFound when it is not here
  InputStream fetch(Descriptor content);

  /// Brings content here. The place checks size and digest, and keeps nothing that differs. What is
  /// here already is not read.
  ///
  /// @throws RegistryException.Mismatch when the bytes of `blob` are not what `content` says
  Arrival push(Descriptor content, Blob blob);

  /// The manifest or index that has the name `tagOrDigest`, in one request.
  ///
  /// @throws RegistryException.NotFound when there is none
  Descriptor resolve(String tagOrDigest);

  /// Gives a manifest or index that is here the name `tag`, in place of what had it before.
  ///
  /// This is the last step of a push: only now can others find it.
  void tag(Document manifest, String tag);

  /// Whether it is certain, after one question at most, that `tag` names `manifest` here, which is
  /// whole then: nobody has to write either again.
  ///
  /// @throws RegistryException when the place cannot be reached
  default boolean isTagged(Document manifest, String tag) {
    return false;
  }

  /// The tags, sorted.
  List<String> tags();

  /// Repositories of registries in which `content` is known to be, if it is here.
  default List<Repository> origins(Descriptor content) {
    return List.of();
  }

  /// Fetches a manifest, an index or a config whole.
  ///
  /// @throws RegistryException.NotFound when it is not here
  /// @throws RegistryException.Malformed when it is larger than any document that is read
  default Document document(Descriptor content) {
    return Documents.fetch(this, content);
  }

  /// Lets go of what the place holds: connections, locks, unfinished files.
  ///
  /// An archive is complete only now.
  @Override
  default void close() {}

  /// Opens content for [#push(Descriptor, Blob)] at another place.
  default Blob blob(Descriptor content) {
    return new Blob() {
      @Override
      public InputStream open() throws IOException {
        return fetch(content);
      }

      @Override
      public List<Repository> origins() {
        return Place.this.origins(content);
      }
    };
  }
}
