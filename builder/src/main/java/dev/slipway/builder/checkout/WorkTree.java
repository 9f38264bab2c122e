package dev.slipway.builder.checkout;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.git.GitReference.Submodules;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Store;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// Puts the files of commits, and of the submodules in them, into folders.
final class WorkTree {
  private static final int DEEPEST = 20;
  private static final String GIT = ".git";

  private final Store store;
  private final Submodules submodules;
  private final BiFunction<Wanted, Submodule, Wanted> within;
  private final Mirror mirror;

  /// @param mirror brings the objects
  /// @param within how to get at a submodule of something
  WorkTree(
      Store store,
      Mirror mirror,
      Submodules submodules,
      BiFunction<Wanted, Submodule, Wanted> within) {
    this.store = store;
    this.mirror = mirror;
    this.submodules = submodules;
    this.within = within;
  }

  /// What is known of a commit whose files are in a folder.
  ///
  /// @param seconds when it was made, in seconds since 1970
  record Filled(long seconds) {}

  private record Taken(long seconds, List<Submodule> submodules) {}

  /// Fills `folder`, which is empty, with the files of `wanted`.
  Filled fill(Wanted wanted, Path folder) {
    return new Filled(fill(wanted, folder, Optional.empty(), 0));
  }

  /// The same, and makes `.git` in it, which has this one commit.
  Filled fillWithRepository(Wanted wanted, Path folder) {
    return new Filled(fill(wanted, folder, Optional.of(folder.resolve(GIT)), 0));
  }

  private long fill(Wanted wanted, Path folder, Optional<Path> repository, int depth) {
    if (depth > DEEPEST) {
      throw new RegistryException.Malformed(
          "the submodules of %s lie in each other, more than %d deep"
              .formatted(wanted.remote(), DEEPEST));
    }
    // The mirror is let go of before those of submodules are taken into use: two repositories may
    // be submodules of each other.
    var taken =
        mirror.use(
            wanted,
            (git, lease) -> {
              var index =
                  repository
                      .map(own -> own.resolve("index"))
                      .orElseGet(() -> store.scratch().next("index"));
              if (repository.isPresent()) {
                new OwnRepository(git, lease.repository(), repository.get(), folder).make(wanted);
              }
              var files = repository.map(git::on).orElse(git).withFiles(folder, index);
              files.run("read-tree", "--reset", "-u", wanted.object());
              return new Taken(
                  seconds(git, wanted),
                  submodules == Submodules.SKIPPED
                      ? List.of()
                      : Submodule.of(files, wanted.object()));
            });
    for (var submodule : taken.submodules()) {
      fillSubmodule(wanted, submodule, folder, repository, depth);
    }
    return taken.seconds();
  }

  /// When a commit was made, in seconds since 1970.
  static long seconds(GitProgram git, Wanted wanted) throws GitFailure {
    return Long.parseLong(
        git.run("log", "-1", "--format=%ct", wanted.object() + "^{commit}", "--").strip());
  }

  private void fillSubmodule(
      Wanted wanted, Submodule submodule, Path folder, Optional<Path> repository, int depth) {
    var inner = within.apply(wanted, submodule);
    try {
      var target = directory(folder, submodule, wanted);
      var own = repository.map(outer -> outer.resolve("modules").resolve(submodule.name()));
      if (own.isPresent()) {
        checkName(submodule, wanted);
        Files.createDirectories(own.get());
      }
      fill(inner, target, own, depth + 1);
      if (own.isPresent()) {
        OwnRepository.link(
            GitProgram.of(store.scratch()), own.get(), target, repository.get(), submodule, inner);
      }
    } catch (IOException | InvalidPathException e) {
      throw new BuildException.MachineFailed(
          "cannot make the folder of the submodule '%s' of %s: %s"
              .formatted(
                  submodule.name(),
                  wanted.remote(),
                  e instanceof IOException failure ? Reason.of(failure) : e.getMessage()),
          e);
    } catch (GitFailure e) {
      throw Complaint.of(e, inner.remote(), "checking out");
    } catch (RegistryException e) {
      throw e.within("the submodule '%s' of %s".formatted(submodule.name(), wanted.remote()));
    }
  }

  // Git has made it, and nothing on the way to it may be a link.
  private static Path directory(Path folder, Submodule submodule, Wanted wanted)
      throws IOException {
    var target = folder;
    for (var name : submodule.path().split("/", -1)) {
      target = target.resolve(name);
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || name.equalsIgnoreCase(GIT)
          || !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new RegistryException.Malformed(
            "the submodule '%s' of %s belongs into '%s', which is no folder"
                .formatted(submodule.name(), wanted.remote(), submodule.path()));
      }
    }
    return target;
  }

  private static void checkName(Submodule submodule, Wanted wanted) {
    for (var part : submodule.name().split("[/\\\\]", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new RegistryException.Malformed(
            "a submodule of %s is called '%s', which leads out of .git/modules"
                .formatted(wanted.remote(), submodule.name()));
      }
    }
  }

  /// A repository of its own for files that keep it: one commit, and where it came from.
  private record OwnRepository(GitProgram git, Path mirror, Path repository, Path folder) {
    void make(Wanted wanted) throws GitFailure {
      var here = git.on(repository).with("GIT_WORK_TREE", folder.toString());
      here.run("init", "--quiet", "--object-format=" + wanted.objectFormat());
      here.run("remote", "add", "origin", wanted.remote().address());
      // Not as a local clone, which would share or copy whatever files are there.
      here.with("GIT_ALLOW_PROTOCOL", "file")
          .run(
              "fetch",
              "--quiet",
              "--update-head-ok",
              "--depth=1",
              "--no-tags",
              "--no-write-fetch-head",
              "--",
              "file://" + mirror,
              "+%s:%s".formatted(wanted.kept(), wanted.reference().orElse("refs/slipway/commit")));
      here.run("update-ref", "--no-deref", "HEAD", wanted.object() + "^{commit}");
      if (wanted.reference().isEmpty()) {
        here.run("update-ref", "-d", "refs/slipway/commit");
      }
    }

    /// Tells the files, their repository and the outer repository of each other.
    static void link(
        GitProgram git, Path repository, Path folder, Path outer, Submodule submodule, Wanted inner)
        throws GitFailure, IOException {
      Files.write(
          folder.resolve(GIT),
          "gitdir: %s\n".formatted(folder.relativize(repository)).getBytes(StandardCharsets.UTF_8));
      git.on(repository).run("config", "core.worktree", repository.relativize(folder).toString());
      var key = "submodule." + submodule.name();
      git.on(outer).run("config", key + ".active", "true");
      git.on(outer).run("config", key + ".url", inner.remote().address());
    }
  }
}
