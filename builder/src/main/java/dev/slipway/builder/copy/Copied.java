package dev.slipway.builder.copy;

import dev.slipway.builder.context.ContentDigests;
import dev.slipway.builder.context.ContentHash;
import dev.slipway.builder.context.FileStamp;
import dev.slipway.builder.context.Stamped;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What became of the files on disk that were copied.
///
/// A step is keyed by what its files held before, and files may change meanwhile. The bytes that go
/// to the layer are what counts: [#confirms(ContentDigests)] tells whether they are those that the
/// key is of.
public final class Copied {
  private record Place(Tree tree, TreePath path) {}

  private final Map<Place, Optional<ContentHash>> written = new HashMap<>();

  Copied() {}

  /// The content of the file at `path`, watched when it lies on disk.
  ///
  /// A file whose stamp is the same after the reading as when it was first seen, and was no longer
  /// young then, held what it held before: only of others the bytes are hashed.
  Content watched(Tree tree, TreePath path) {
    return tree instanceof Stamped stamped
        ? () -> watched(new Place(tree, path), stamped)
        : () -> tree.open(path);
  }

  private InputStream watched(Place place, Stamped stamped) throws IOException {
    var first = stamped.stamp(place.path);
    var in = place.tree.open(place.path);
    if (first.isEmpty() || stamped.isYoung(first.get())) {
      return new Hashing(in, place);
    }
    return new FilterInputStream(in) {
      @Override
      public void close() throws IOException {
        super.close();
        Optional<FileStamp> now = stamped.stampNow(place.path);
        if (!now.equals(first)) {
          // What it held is gone; no digest can be that of it.
          written.put(place, Optional.empty());
        }
      }
    };
  }

  private final class Hashing extends FilterInputStream {
    private final Place place;
    private final MessageDigest hasher = Digest.Algorithm.SHA256.hasher();

    Hashing(InputStream in, Place place) {
      super(in);
      this.place = place;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      if (b >= 0) {
        hasher.update((byte) b);
      }
      return b;
    }

    @Override
    public int read(byte[] target, int start, int count) throws IOException {
      int got = super.read(target, start, count);
      if (got > 0) {
        hasher.update(target, start, got);
      }
      return got;
    }

    @Override
    public void close() throws IOException {
      // An archive may end before its file does.
      transferTo(OutputStream.nullOutputStream());
      super.close();
      written.put(place, Optional.of(ContentHash.finish(hasher)));
    }
  }

  /// Whether all that was written is what `digests` said before the files were copied. When not,
  /// the layer must not be remembered under a key that they are in.
  ///
  /// @throws IOException when digests cannot be had
  public boolean confirms(ContentDigests digests) throws IOException {
    for (var each : written.entrySet()) {
      var place = each.getKey();
      var hash = each.getValue();
      if (hash.isEmpty()
          || !Objects.equals(hash.get(), digests.of(place.tree, List.of(place.path)).getFirst())) {
        return false;
      }
    }
    return true;
  }
}
