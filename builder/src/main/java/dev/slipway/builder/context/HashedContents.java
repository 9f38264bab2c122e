package dev.slipway.builder.context;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// Finds out what files hold by reading them, several at once, and only those that the stat cache
/// does not know.
///
/// Of a file on disk it says the same as long as it is used, whatever becomes of the file: what a
/// build keyed a step with can be compared with what it wrote.
public final class HashedContents implements ContentDigests {
  private record Place(Tree tree, TreePath path) {}

  // Below this a pool costs more than it brings.
  private static final int FEW = 4;

  private final StatCache cache;
  private final InstantSource clock;
  private final int threads;
  private final Map<Place, ContentHash> said = new ConcurrentHashMap<>();

  /// @param cache what is known already; takes what is found out
  /// @param clock tells whether a stamp is old enough to be trusted
  /// @param threads how many files are read at once
  public HashedContents(StatCache cache, InstantSource clock, int threads) {
    this.cache = cache;
    this.clock = clock;
    this.threads = threads;
  }

  @Override
  public List<ContentHash> of(Tree tree, List<TreePath> files) throws IOException {
    var hashes = new ContentHash[files.size()];
    var unknown = new ArrayList<Integer>();
    for (int i = 0; i < hashes.length; i++) {
      var known = known(tree, files.get(i));
      if (known.isPresent()) {
        hashes[i] = known.get();
      } else {
        unknown.add(i);
      }
    }
    if (unknown.size() <= FEW || threads < 2) {
      for (int i : unknown) {
        hashes[i] = read(tree, files.get(i));
      }
    } else {
      readAtOnce(tree, files, unknown, hashes);
    }
    return Arrays.asList(hashes);
  }

  private Optional<ContentHash> known(Tree tree, TreePath file) throws IOException {
    if (!(tree instanceof Stamped stamped)) {
      return Optional.empty();
    }
    // Empty where all is known, and asked for every file.
    var earlier = said.isEmpty() ? null : said.get(new Place(tree, file));
    if (earlier != null) {
      return Optional.of(earlier);
    }
    var stamp = stamped.stamp(file);
    return stamp.isEmpty() ? Optional.empty() : cache.find(stamp.get());
  }

  private void readAtOnce(
      Tree tree, List<TreePath> files, List<Integer> unknown, ContentHash[] hashes)
      throws IOException {
    var tasks = new ArrayList<Callable<ContentHash>>();
    for (int i : unknown) {
      tasks.add(() -> read(tree, files.get(i)));
    }
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var read = pool.invokeAll(tasks);
      for (int i = 0; i < read.size(); i++) {
        hashes[unknown.get(i)] = Awaited.result(read.get(i));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new BuildException.Cancelled();
    }
  }

  private ContentHash read(Tree tree, TreePath file) throws IOException {
    var before = clock.instant();
    var stamp = unchangedStamp(tree, file);
    try (var in = tree.open(file)) {
      var hash = ContentHash.of(in);
      stamp.ifPresent(known -> cache.put(known, hash, before));
      if (!(tree instanceof Stamped)) {
        return hash;
      }
      var earlier = said.putIfAbsent(new Place(tree, file), hash);
      return earlier == null ? hash : earlier;
    }
  }

  /// The stamp of a file that is still as it was when it was first seen.
  private static Optional<FileStamp> unchangedStamp(Tree tree, TreePath file) throws IOException {
    if (!(tree instanceof Stamped stamped)) {
      return Optional.empty();
    }
    var first = stamped.stamp(file);
    return first.isPresent() && first.equals(stamped.stampNow(file)) ? first : Optional.empty();
  }
}
