package dev.slipway.builder.checkout;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.git.GitReference;
import dev.slipway.builder.git.GitReference.Fetching;
import dev.slipway.builder.git.GitRevision;
import dev.slipway.registry.RegistryException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds out which commit a reference means.
///
/// @param git the program, allowed to ask the repository
record Resolution(GitReference reference, GitProgram git) {
  private static final String HEAD = "HEAD";
  private static final String SYMBOLIC = "ref: ";
  private static final String REFS = "refs/";
  private static final String BRANCHES = "refs/heads/";
  private static final String TAGS = "refs/tags/";
  private static final String TAGGED = "^{}";

  /// The commit.
  GitRevision revision() {
    checksum()
        .filter(sum -> !sum.chars().allMatch(sign -> Character.digit(sign, 16) >= 0))
        .ifPresent(
            sum -> {
              throw new BuildException.Definition(
                  "invalid checksum %s for Git URL, expected hex commit hash".formatted(sum));
            });
    var ref = reference.ref().orElse("");
    if (GitRevision.isObject(ref)) {
      return checked(new GitRevision(reference, Optional.empty(), ref, ref));
    }
    if (reference.fetching() == Fetching.BY_COMMIT) {
      return byCommit(ref);
    }
    return checked(ref.isEmpty() ? defaultBranch() : named(ref));
  }

  private Optional<String> checksum() {
    return reference.checksum().map(sum -> sum.toLowerCase(Locale.ROOT));
  }

  private GitRevision checked(GitRevision revision) {
    var sum = checksum().orElse("");
    if (!revision.object().startsWith(sum) && !revision.commit().startsWith(sum)) {
      throw new BuildException.Definition(
          "expected checksum to match %s, got %s"
              .formatted(
                  sum,
                  revision.object().equals(revision.commit())
                      ? revision.object()
                      : revision.object() + " or " + revision.commit()));
    }
    return revision;
  }

  private GitRevision byCommit(String ref) {
    var commit =
        checksum()
            .orElseThrow(
                () ->
                    new BuildException.Definition(
                        "fetch-by-commit requires a checksum or a commit SHA ref"));
    if (!GitRevision.isObject(commit)) {
      throw new BuildException.Definition(
          "fetch-by-commit requires a full commit SHA checksum, got \"%s\"".formatted(commit));
    }
    var name =
        ref.isEmpty()
            ? Optional.<String>empty()
            : Optional.of(ref.startsWith(REFS) ? ref : BRANCHES + ref);
    return new GitRevision(reference, name, commit, commit);
  }

  private GitRevision defaultBranch() {
    var answer = ask("--symref", "--", reference.remote().address(), HEAD);
    var symbolic =
        answer
            .lines()
            .filter(line -> line.startsWith(SYMBOLIC) && line.endsWith("\t" + HEAD))
            .map(line -> line.substring(SYMBOLIC.length(), line.indexOf('\t')))
            .filter(GitRevision::isName)
            .findFirst();
    var object = objects(answer).get(HEAD);
    if (object == null) {
      throw new RegistryException.NotFound(
          "the git repository %s says of no branch that it is the default one; is it empty? Name one behind a #"
              .formatted(reference.remote()));
    }
    return new GitRevision(reference, symbolic, object, object);
  }

  // A whole name counts before a branch, and a branch before a tag.
  private GitRevision named(String ref) {
    var found = objects(ask("--", reference.remote().address(), ref, ref + TAGGED));
    var whole = REFS + without(REFS, ref);
    var branch = BRANCHES + without(BRANCHES, ref);
    var tag = TAGS + without(TAGS, ref);
    for (var name : new String[] {whole, branch, tag}) {
      var object = found.get(name);
      if (object != null) {
        var commit = found.getOrDefault(name + TAGGED, object);
        return new GitRevision(reference, Optional.of(name), object, commit);
      }
    }
    throw new RegistryException.NotFound(
        "the git repository %s does not contain ref %s%s"
            .formatted(reference.remote(), ref, hint(ref)));
  }

  private static String hint(String ref) {
    return ref.length() >= 4 && ref.chars().allMatch(sign -> Character.digit(sign, 16) >= 0)
        ? "; a commit is named by all of its 40 digits"
        : ": no branch and no tag is called so";
  }

  private static String without(String prefix, String text) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private String ask(String... arguments) {
    var all = new String[arguments.length + 1];
    all[0] = "ls-remote";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try {
      return git.run(all);
    } catch (GitFailure e) {
      throw Complaint.of(e, reference.remote(), "asking");
    }
  }

  private static Map<String, String> objects(String answer) {
    var objects = new LinkedHashMap<String, String>();
    answer
        .lines()
        .forEach(
            line -> {
              int tab = line.indexOf('\t');
              if (tab > 0 && GitRevision.isObject(line.substring(0, tab))) {
                objects.put(line.substring(tab + 1), line.substring(0, tab));
              }
            });
    return objects;
  }
}
