package dev.slipway.conformance.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A git repository said in lines of text: commits, each a [TreeScript] on what was there before,
/// and the branches and tags on them.
///
/// All that goes into the name of a commit is the same each time, so that a Dockerfile can name it.
final class RepositoryScript {

  private static final long TIME = 1_300_000_000;
  private static final String DATE = TIME + " +0000";

  private final List<String> lines;

  RepositoryScript(String text) {
    this.lines = text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /// Makes the bare repository `name`.git in `served`, as a server of files can give it out.
  void writeTo(Path served, String name) throws IOException {
    var work = Files.createTempDirectory("slipway-repository");
    git(work, "init", "--quiet", "--initial-branch=main");
    for (int at = 0; at < lines.size(); at++) {
      var inner = new ArrayList<String>();
      while (at + 1 < lines.size() && lines.get(at + 1).startsWith("  ")) {
        inner.add(lines.get(++at).substring(2));
      }
      take(lines.get(at - inner.size()).split(" ", -1), inner, TIME + at, work, served);
    }
    var bare = served.resolve(name + ".git");
    git(work, "clone", "--quiet", "--bare", ".", "" + bare);
    git(bare, "update-server-info");
    Command.run(List.of("rm", "-rf", "" + work), Path.of("/dev/null"));
  }

  // Git takes a file of the same size and time for the same.
  private static void take(String[] words, List<String> inner, long time, Path work, Path served)
      throws IOException {
    switch (words[0]) {
      case "commit" -> commit(inner, time, work, served);
      case "tag" -> git(work, "tag", words[1]);
      case "annotated" -> git(work, "tag", "--annotate", "--message=tag", words[1]);
      case "branch" -> git(work, "branch", words[1]);
      default -> throw new IllegalArgumentException("no such line in a repository: " + words[0]);
    }
  }

  private static void commit(List<String> inner, long time, Path work, Path served)
      throws IOException {
    var links = inner.stream().filter(line -> line.startsWith("submodule ")).toList();
    var files = inner.stream().filter(line -> !line.startsWith("submodule ")).toList();
    new TreeScript(String.join("\n", files), time).writeTo(work);
    for (var link : links) {
      var words = link.split(" ", -1);
      var key = "submodule." + words[1];
      git(work, "config", "--file=.gitmodules", key + ".path", words[1]);
      git(work, "config", "--file=.gitmodules", key + ".url", "../" + words[2] + ".git");
      Files.createDirectories(work.resolve(words[1]));
    }
    git(work, "add", "--all", "--force");
    for (var link : links) {
      var words = link.split(" ", -1);
      var commit = git(served.resolve(words[2] + ".git"), "rev-parse", "HEAD").strip();
      git(work, "update-index", "--add", "--cacheinfo", "160000," + commit + "," + words[1]);
    }
    git(work, "commit", "--quiet", "--allow-empty", "--message=commit");
  }

  private static String git(Path folder, String... arguments) throws IOException {
    var words = new ArrayList<>(List.of("env", "HOME=/dev/null", "GIT_CONFIG_NOSYSTEM=1"));
    for (var who : List.of("AUTHOR", "COMMITTER")) {
      words.add("GIT_" + who + "_NAME=somebody");
      words.add("GIT_" + who + "_EMAIL=somebody@example.com");
      words.add("GIT_" + who + "_DATE=" + DATE);
    }
    words.addAll(List.of("git", "-C", "" + folder));
    words.addAll(List.of(arguments));
    var log = Files.createTempFile("slipway-git", ".log");
    var run = Command.run(words, log);
    Files.delete(log);
    if (run.status() != 0) {
      throw new IOException(String.join(" ", words) + ": " + run.said());
    }
    return run.said();
  }
}
