package dev.slipway.builder.snapshot;

import dev.slipway.builder.sandbox.HostDirectory;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// How a directory of a snapshot says what is not to be seen any more of the layers below it.
///
/// The kernel keeps its notes in devices 0:0 and in an attribute of the directory. The program
/// fuse-overlayfs does the same where it can, and writes files that are called as in the archive of
/// a layer besides; all that it may have written is read, and only the files are written.
record Notes(Overlay overlay) {
  private static final Bytes HERE = Bytes.of(".");
  private static final Bytes YES = Bytes.of("y");
  private static final byte[] PREFIX = {'.', 'w', 'h', '.'};
  private static final Bytes NOTHING_BELOW = Bytes.of(".wh..wh..opq");
  private static final List<String> FUSE_ATTRIBUTES =
      List.of("trusted.overlay.opaque", "user.overlay.opaque", "user.fuseoverlayfs.opaque");

  /// Says in `directory` that what the layers below call `name` is gone.
  ///
  /// @throws IOException when it cannot be written
  void hide(HostDirectory directory, Bytes name) throws IOException {
    switch (overlay) {
      case USER, TRUSTED, COPIES -> directory.makeWhiteout(name);
      case FUSE -> directory.makeFile(note(name), 0600);
    }
  }

  /// Says in `directory` that nothing of the layers below is in it.
  ///
  /// @throws IOException when it cannot be written
  void hideAll(HostDirectory directory) throws IOException {
    switch (overlay) {
      case USER, TRUSTED, COPIES -> directory.attribute(HERE, overlay.opaque(), YES);
      case FUSE -> directory.makeFile(NOTHING_BELOW, 0600);
    }
  }

  /// The names of which `directory` says something: those in it, and those that it says are gone.
  ///
  /// @throws IOException when it cannot be read
  List<Bytes> names(HostDirectory directory) throws IOException {
    var names = directory.names();
    return switch (overlay) {
      case USER, TRUSTED, COPIES -> names;
      case FUSE -> meant(directory, names);
    };
  }

  // The program also makes a device ".wh..opq", for readers of old.
  private static List<Bytes> meant(HostDirectory directory, List<Bytes> names) throws IOException {
    var meant = new TreeSet<Bytes>();
    for (var name : names) {
      if (!isNote(name)) {
        meant.add(name);
      } else if (!name.equals(NOTHING_BELOW) && !directory.status(name).isWhiteout()) {
        meant.add(Bytes.of(name.toArray(), PREFIX.length, name.length()));
      }
    }
    return new ArrayList<>(meant);
  }

  private static Bytes note(Bytes name) {
    var note = Arrays.copyOf(PREFIX, PREFIX.length + name.length());
    System.arraycopy(name.toArray(), 0, note, PREFIX.length, name.length());
    return Bytes.of(note);
  }

  private static boolean isNote(Bytes name) {
    return name.length() > PREFIX.length
        && Arrays.equals(PREFIX, Arrays.copyOf(name.toArray(), PREFIX.length));
  }

  /// Whether the directory `name` in `parent` says that nothing of the layers below is in it.
  ///
  /// @throws IOException when it cannot be read
  boolean hidesAll(HostDirectory parent, Bytes name) throws IOException {
    return switch (overlay) {
      case USER, TRUSTED -> parent.attribute(name, overlay.opaque()).equals(Optional.of(YES));
      case FUSE -> fuseHidesAll(parent, name);
      case COPIES -> false;
    };
  }

  private static boolean fuseHidesAll(HostDirectory parent, Bytes name) throws IOException {
    for (var attribute : FUSE_ATTRIBUTES) {
      if (parent.attribute(name, attribute).equals(Optional.of(YES))) {
        return true;
      }
    }
    try (var directory = parent.descend(name)) {
      return directory.find(NOTHING_BELOW).isPresent();
    }
  }
}
