package dev.slipway.builder.git;

import dev.slipway.builder.git.GitReference.Fetching;
import dev.slipway.builder.git.GitReference.GitDirectory;
import dev.slipway.builder.git.GitReference.Submodules;
import dev.slipway.builder.git.GitReference.Times;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.GoBoolean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The part of a git reference after the `?`: names and values, each at most once.
final class GitQuery {
  private static final String TAGS = "refs/tags/";
  private static final String BRANCHES = "refs/heads/";

  private final Map<String, String> values;

  private GitQuery(Map<String, String> values) {
    this.values = values;
  }

  /// Reads a query.
  ///
  /// @throws IllegalArgumentException when it has what no git reference has
  static GitQuery of(String text) {
    var values = new LinkedHashMap<String, String>();
    for (var pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      var name = decode(equals < 0 ? pair : pair.substring(0, equals));
      var value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      if (pair.isEmpty() || name.isEmpty() || value.isEmpty()) {
        continue;
      }
      check(name.get(), value.get());
      if (values.putIfAbsent(name.get(), value.get()) != null) {
        throw new IllegalArgumentException(
            "query \"%s\" has multiple values".formatted(name.get()));
      }
    }
    return new GitQuery(values);
  }

  private static Optional<String> decode(String text) {
    return Percent.decode(text.replace('+', ' '));
  }

  private static void check(String name, String value) {
    switch (name) {
      case "ref", "tag", "branch", "subdir", "checksum", "commit", "mtime" -> {
        if (value.isEmpty()) {
          throw new IllegalArgumentException("query \"%s\" has no value".formatted(name));
        }
      }
      case "submodules", "keep-git-dir", "fetch-by-commit" -> {}
      default ->
          throw new IllegalArgumentException(
              "unexpected query \"%s\"; a git reference may have ref, tag, branch, subdir, checksum, commit, keep-git-dir, submodules, mtime and fetch-by-commit"
                  .formatted(name));
    }
  }

  /// The reference to `remote` that this query and what stood after the `#` make together.
  ///
  /// @param ref what stood before a `:` after the `#`; empty when nothing did
  /// @param folder what stood after it
  /// @throws IllegalArgumentException when they contradict each other
  GitReference apply(GitRemote remote, String ref, String folder) {
    return new GitReference(
        remote,
        ref(ref),
        checksum(),
        same("subdir", clean(folder), clean(values.getOrDefault("subdir", ""))),
        truth("keep-git-dir").map(kept -> kept ? GitDirectory.KEPT : GitDirectory.DROPPED),
        truth("submodules").orElse(true) ? Submodules.INCLUDED : Submodules.SKIPPED,
        times(),
        truth("fetch-by-commit").orElse(false) ? Fetching.BY_COMMIT : Fetching.BY_REFERENCE);
  }

  private static String clean(String folder) {
    return TreePath.of(folder).toString().substring(1);
  }

  private Optional<String> ref(String fragment) {
    var tag = prefixed("tag", TAGS);
    var branch = prefixed("branch", BRANCHES);
    var written = same("ref", fragment, values.getOrDefault("ref", ""));
    var tagged = same("ref", written, tag);
    if (!tag.isEmpty() && !branch.isEmpty()) {
      throw new IllegalArgumentException("branch conflicts with tag");
    }
    var ref = same("ref", tagged, branch);
    if (!ref.isEmpty() && !GitRevision.isName(ref)) {
      throw new IllegalArgumentException("invalid git ref \"%s\"".formatted(ref));
    }
    return ref.isEmpty() ? Optional.empty() : Optional.of(ref);
  }

  private String prefixed(String name, String prefix) {
    var value = values.getOrDefault(name, "");
    return value.isEmpty() || value.startsWith(prefix) ? value : prefix + value;
  }

  private Optional<String> checksum() {
    var both =
        same("checksum", values.getOrDefault("checksum", ""), values.getOrDefault("commit", ""));
    return both.isEmpty() ? Optional.empty() : Optional.of(both);
  }

  private static String same(String what, String one, String other) {
    if (!one.isEmpty() && !other.isEmpty() && !one.equals(other)) {
      throw new IllegalArgumentException(
          "%s conflicts: \"%s\" vs \"%s\"".formatted(what, one, other));
    }
    return one.isEmpty() ? other : one;
  }

  private Optional<Times> times() {
    var written = values.get("mtime");
    if (written == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (written) {
          case "checkout" -> Times.CHECKOUT;
          case "commit" -> Times.COMMIT;
          default ->
              throw new IllegalArgumentException(
                  "invalid mtime value: \"%s\" (must be \"checkout\" or \"commit\")"
                      .formatted(written));
        });
  }

  // A name without a value says yes.
  private Optional<Boolean> truth(String name) {
    var value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    var truth = value.isEmpty() ? Optional.of(true) : GoBoolean.parse(value);
    if (truth.isEmpty()) {
      throw new IllegalArgumentException("invalid %s value: \"%s\"".formatted(name, value));
    }
    return truth;
  }
}
