package dev.slipway.builder.run;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.NamedContext;
import dev.slipway.builder.tree.Tree;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// The contexts of a build request as trees. One that no instruction copies from is never looked
/// at.
public final class ContextFolders implements Contexts {
  private static final String MAIN = "";

  private final Supplier<Tree> main;
  private final Map<String, NamedContext> named;
  private final Function<NamedContext, Tree> files;
  private final Map<String, Tree> trees = new ConcurrentHashMap<>();

  /// @param main the main context
  /// @param named the named contexts
  /// @param files gives the files of one that has files
  public ContextFolders(
      Supplier<Tree> main, Map<String, NamedContext> named, Function<NamedContext, Tree> files) {
    this.main = main;
    this.named = Map.copyOf(named);
    this.files = files;
  }

  @Override
  public Tree main() {
    return trees.computeIfAbsent(MAIN, _ -> main.get());
  }

  @Override
  public Tree named(String name) {
    return trees.computeIfAbsent(
        name,
        _ ->
            switch (named.get(name)) {
              case NamedContext.Folder folder -> files.apply(folder);
              case NamedContext.Remote remote -> files.apply(remote);
              case null, default ->
                  throw new BuildException.Definition(
                      "'%s' is not a folder that --build-context names".formatted(name));
            });
  }
}
