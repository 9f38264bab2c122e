package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.store.StoredLayer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A mount that the worker has to put together before a sandbox can take it.
public sealed interface Attachment {
  /// Where it appears.
  String target();

  /// A place in a stack of layers.
  ///
  /// @param layers lowest layer first; none for an empty file system
  /// @param path what is meant in it: absolute, with no symbolic link on the way
  record Tree(List<StoredLayer> layers, String path) {
    /// Copies the list.
    public Tree {
      layers = List.copyOf(layers);
    }
  }

  /// Who owns something, and who may do what with it.
  ///
  /// @param mode its permission bits
  /// @param uid its owner
  /// @param gid its group
  record Owner(int mode, long uid, long gid) {}

  /// Files of layers; what is written is lost afterwards.
  ///
  /// @param tree the files
  /// @param target where they appear
  /// @param access what the command may do with them
  record Files(Tree tree, String target, Mount.Access access) implements Attachment {}

  /// A folder that stays.
  ///
  /// @param folder where it is kept; the worker fills it when it is used first
  /// @param seed what it begins with; nothing for an empty folder
  /// @param owner who owns it when it is new; without one the owner of the seed, or root
  /// @param target where it appears
  /// @param access what the command may do with it
  record Cache(
      Path folder, Optional<Tree> seed, Optional<Owner> owner, String target, Mount.Access access)
      implements Attachment {}

  /// A socket that leads to another one outside.
  ///
  /// @param socket the one outside
  /// @param target where it appears
  /// @param owner who may use it
  record Socket(Path socket, String target, Owner owner) implements Attachment {}
}
