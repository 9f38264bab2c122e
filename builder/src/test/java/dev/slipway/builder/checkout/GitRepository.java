package dev.slipway.builder.checkout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// A repository for a test, with files that the test writes.
public final class GitRepository {
  static final String COMMIT_TIME = "2002-02-03T04:05:06Z";
  static final long COMMIT_SECONDS = 1_012_709_106;

  private final Path folder;

  private GitRepository(Path folder) {
    this.folder = folder;
  }

  /// A repository that is there.
  public static GitRepository at(Path folder) {
    return new GitRepository(folder);
  }

  /// An empty repository in `folder`, which is made.
  public static GitRepository in(Path folder, String... options) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    var repository = new GitRepository(folder);
    var arguments = new ArrayList<>(List.of("init", "-q", "-b", "main"));
    arguments.addAll(List.of(options));
    repository.git(arguments.toArray(String[]::new));
    return repository;
  }

  public Path folder() {
    return folder;
  }

  public GitRepository file(String path, String content) {
    try {
      var file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  public GitRepository program(String path, String content) {
    try {
      file(path, content);
      Files.setPosixFilePermissions(
          folder.resolve(path), PosixFilePermissions.fromString("rwxrwxr-x"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  public GitRepository link(String path, String target) {
    try {
      Files.createSymbolicLink(folder.resolve(path), Path.of(target));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  /// Commits all files.
  ///
  /// @return the commit
  public String commit() {
    git("add", "--all");
    git("commit", "-q", "--allow-empty", "-m", "a commit");
    git("update-server-info");
    return git("rev-parse", "HEAD").strip();
  }

  /// Runs git in the repository.
  public String git(String... arguments) {
    try {
      var command = new ArrayList<>(List.of("git", "-c", "protocol.file.allow=always"));
      command.addAll(List.of(arguments));
      var builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      var environment = builder.environment();
      environment.put("HOME", "/dev/null");
      environment.put("GIT_CONFIG_NOSYSTEM", "1");
      environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
      for (var who : List.of("AUTHOR", "COMMITTER")) {
        environment.put("GIT_" + who + "_NAME", "a");
        environment.put("GIT_" + who + "_EMAIL", "a@example.com");
        environment.put("GIT_" + who + "_DATE", COMMIT_TIME);
      }
      var process = builder.start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
