package dev.slipway.builder.checkout;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.cache.KeyWriter;
import dev.slipway.builder.store.GitMirrors.Lease;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.Waiting;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Takes objects of other repositories into bare ones of the store, without what came before them
/// where the server can leave that out.
final class Mirror {
  private static final String[] DAMAGES = {
    "corrupt",
    "bad object",
    "bad tree",
    "loose object",
    "not a git repository",
    ".lock",
    "unable to read",
    "shallow file has changed",
    "missing blob",
    "missing tree"
  };
  private static final String[] NO_SHALLOW = {"--depth", "shallow"};
  private static final String[] NOT_GIVEN = {
    "not our ref", "unadvertised object", "couldn't find remote ref", "no such remote ref"
  };

  private final Store store;
  private final BuildListener listener;

  Mirror(Store store, BuildListener listener) {
    this.store = store;
    this.listener = listener;
  }

  /// Something that is done with a repository that has the wanted object.
  ///
  /// @param <T> what comes of it
  interface Use<T> {
    /// Does it.
    ///
    /// @param git the program, on the mirror, speaking to nobody
    /// @param lease the mirror
    T apply(GitProgram git, Lease lease) throws GitFailure, IOException;
  }

  /// Has the object brought into the mirror and does something with it; nobody else uses the
  /// mirror meanwhile.
  ///
  /// @throws RegistryException when the object cannot be had
  <T> T use(Wanted wanted, Use<T> use) {
    try (var lease = lease(wanted)) {
      try {
        return attempt(wanted, lease, use);
      } catch (GitFailure e) {
        if (!e.says(DAMAGES)) {
          throw e;
        }
        // All that is in it can be fetched again.
        lease.discard();
        return attempt(wanted, lease, use);
      }
    } catch (GitFailure e) {
      throw Complaint.of(e, wanted.remote(), "fetching");
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "cannot keep files of %s in the local store: %s".formatted(wanted.remote(), Reason.of(e)),
          e);
    }
  }

  private Lease lease(Wanted wanted) {
    var waiting =
        Waiting.told(
            listener,
            "the git repository " + wanted.remote(),
            "another build or step takes files from it");
    return store.gitMirrors().lease(name(wanted), waiting);
  }

  private static Digest name(Wanted wanted) {
    return KeyWriter.of("git mirror")
        .text("address", wanted.remote().address())
        .text("format", wanted.objectFormat())
        .finish();
  }

  private <T> T attempt(Wanted wanted, Lease lease, Use<T> use) throws GitFailure, IOException {
    var local = GitProgram.of(store.scratch());
    if (!lease.isMade()) {
      make(local, wanted, lease);
    }
    var here = local.on(lease.repository());
    if (!has(here, wanted)) {
      fetch(wanted, lease, here);
    }
    // It may have come as what was before something else.
    here.run("update-ref", wanted.kept(), wanted.object());
    return use.apply(here, lease);
  }

  private void make(GitProgram git, Wanted wanted, Lease lease) throws GitFailure, IOException {
    var made = store.scratch().next("repository");
    git.run(
        "init",
        "--quiet",
        "--bare",
        "--template=",
        "--object-format=" + wanted.objectFormat(),
        made.toString());
    lease.adopt(made);
  }

  private static boolean has(GitProgram here, Wanted wanted) {
    try {
      here.run("cat-file", "-e", wanted.object() + "^{commit}");
      return true;
    } catch (GitFailure e) {
      return false;
    }
  }

  // First only what is wanted; then by its name, for servers that give no object that is not at
  // the end of a branch; then all branches and tags.
  private static void fetch(Wanted wanted, Lease lease, GitProgram here)
      throws GitFailure, IOException {
    var git = wanted.program().on(lease.repository());
    if (attemptShallow(git, wanted, wanted.object()) && has(here, wanted)) {
      return;
    }
    if (wanted.reference().isPresent()
        && attemptShallow(git, wanted, wanted.reference().get())
        && has(here, wanted)) {
      return;
    }
    var everything = new ArrayList<>(List.of("--tags"));
    if (Files.exists(lease.repository().resolve("shallow"))) {
      everything.add("--unshallow");
    }
    fetch(git, everything, wanted, List.of("+refs/heads/*:refs/remotes/origin/*"));
    if (!has(here, wanted)) {
      throw new RegistryException.NotFound(
          "the repository %s has no commit %s that a branch or tag leads to"
              .formatted(wanted.remote(), wanted.object()));
    }
  }

  private static boolean attemptShallow(GitProgram git, Wanted wanted, String what)
      throws GitFailure {
    var target = what.equals(wanted.object()) ? wanted.kept() : "refs/slipway/latest";
    var refspec = List.of("+%s:%s".formatted(what, target));
    try {
      fetch(git, List.of("--depth=1", "--no-tags"), wanted, refspec);
      return true;
    } catch (GitFailure e) {
      if (e.says(NOT_GIVEN)) {
        return false;
      }
      if (!e.says(NO_SHALLOW)) {
        throw e;
      }
    }
    try {
      fetch(git, List.of("--no-tags"), wanted, refspec);
      return true;
    } catch (GitFailure e) {
      if (e.says(NOT_GIVEN)) {
        return false;
      }
      throw e;
    }
  }

  private static void fetch(
      GitProgram git, List<String> options, Wanted wanted, List<String> refspecs)
      throws GitFailure {
    var arguments =
        new ArrayList<>(
            List.of(
                "fetch", "--quiet", "--force", "--no-write-fetch-head", "--no-recurse-submodules"));
    arguments.addAll(options);
    arguments.addAll(List.of("--", wanted.remote().address()));
    arguments.addAll(refspecs);
    git.run(arguments.toArray(String[]::new));
  }
}
