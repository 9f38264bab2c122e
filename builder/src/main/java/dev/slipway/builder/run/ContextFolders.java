package dev.slipway.builder.run;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.NamedContext;
import dev.slipway.builder.context.FilteredTree;
import dev.slipway.builder.context.FolderTree;
import dev.slipway.builder.tree.Tree;
import dev.slipway.dockerfile.pattern.PathPatterns;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The folders of a build request as trees. A folder that no instruction copies from is never
/// looked at.
public final class ContextFolders implements Contexts {
  private static final String MAIN = "";

  private final Path main;
  private final Map<String, NamedContext> named;
  private final Function<Path, PathPatterns> ignored;
  private final Map<String, Tree> trees = new ConcurrentHashMap<>();
  private final PathPatterns mainIgnored;

  /// @param main the main context
  /// @param mainIgnored what its ignore file leaves out
  /// @param named the named contexts
  /// @param ignored reads the ignore file in the root of a folder
  public ContextFolders(
      Path main,
      PathPatterns mainIgnored,
      Map<String, NamedContext> named,
      Function<Path, PathPatterns> ignored) {
    this.main = main;
    this.mainIgnored = mainIgnored;
    this.named = Map.copyOf(named);
    this.ignored = ignored;
  }

  @Override
  public Tree main() {
    return trees.computeIfAbsent(MAIN, _ -> tree(main, mainIgnored));
  }

  @Override
  public Tree named(String name) {
    return trees.computeIfAbsent(
        name,
        _ ->
            switch (named.get(name)) {
              case NamedContext.Folder(var path) -> tree(path, ignored.apply(path));
              case null, default ->
                  throw new BuildException.Definition(
                      "'%s' is not a folder that --build-context names".formatted(name));
            });
  }

  private static Tree tree(Path folder, PathPatterns excluded) {
    var whole = FolderTree.of(folder);
    return excluded.isEmpty() ? whole : FilteredTree.of(whole, excluded);
  }
}
