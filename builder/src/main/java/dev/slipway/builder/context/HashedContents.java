package dev.slipway.builder.context;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Finds out digests by reading the files, several at once, and only those that the stat cache does
/// not know.
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
  private final Map<Place, Digest> said = new ConcurrentHashMap<>();

  /// @param cache what is known already; takes what is found out
  /// @param clock tells whether a stamp is old enough to be trusted
  /// @param threads how many files are read at once
  public HashedContents(StatCache cache, InstantSource clock, int threads) {
    this.cache = cache;
    this.clock = clock;
    this.threads = threads;
  }

  @Override
  public List<Digest> of(Tree tree, List<TreePath> files) throws IOException {
    var digests = new Digest[files.size()];
    var unknown = new ArrayList<Integer>();
    for (int i = 0; i < digests.length; i++) {
      var known = known(tree, files.get(i));
      if (known.isPresent()) {
        digests[i] = known.get();
      } else {
        unknown.add(i);
      }
    }
    if (unknown.size() <= FEW || threads < 2) {
      for (int i : unknown) {
        digests[i] = read(tree, files.get(i));
      }
    } else {
      readAtOnce(tree, files, unknown, digests);
    }
    return Arrays.asList(digests);
  }

  private Optional<Digest> known(Tree tree, TreePath file) throws IOException {
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

  private void readAtOnce(Tree tree, List<TreePath> files, List<Integer> unknown, Digest[] digests)
      throws IOException {
    var tasks = new ArrayList<Callable<Digest>>();
    for (int i : unknown) {
      tasks.add(() -> read(tree, files.get(i)));
    }
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var read = pool.invokeAll(tasks);
      for (int i = 0; i < read.size(); i++) {
        digests[unknown.get(i)] = result(read.get(i));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new BuildException.Cancelled();
    }
  }

  private static Digest result(Future<Digest> task) throws IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IOException(e);
      }
    }
  }

  private Digest read(Tree tree, TreePath file) throws IOException {
    var before = clock.instant();
    var stamp = unchangedStamp(tree, file);
    try (var in = tree.open(file)) {
      var digest = Digest.of(in);
      stamp.ifPresent(known -> cache.put(known, digest, before));
      if (!(tree instanceof Stamped)) {
        return digest;
      }
      var earlier = said.putIfAbsent(new Place(tree, file), digest);
      return earlier == null ? digest : earlier;
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
