package dev.slipway.builder.checkout;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.git.GitRemote;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.store.Scratch;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `git` program, with all that it is told beside its arguments. A value: each method gives
/// another one.
///
/// It sees only the variables named here, and of those of this process only where programs, proxies
/// and certificates are.
///
/// @param scratch takes what the program says, and is where it runs
/// @param variables what it is told
/// @param secrets what must not be repeated
record GitProgram(Scratch scratch, Map<String, String> variables, List<String> secrets) {
  private static final String NULL = "/dev/null";
  private static final int MOST_OUTPUT = 1 << 24;

  private static final List<String> INHERITED =
      List.of(
          "PATH",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "ALL_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "all_proxy",
          "GIT_SSL_CAINFO",
          "GIT_SSL_CAPATH",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR");

  private static final List<String> COMMAND =
      List.of(
          "git",
          "-c",
          "core.hooksPath=" + NULL,
          "-c",
          "core.attributesFile=" + NULL,
          "-c",
          "core.fsmonitor=false",
          "-c",
          "core.logAllRefUpdates=false",
          "-c",
          "core.autocrlf=false",
          "-c",
          "gc.auto=0",
          "-c",
          "maintenance.auto=false",
          "-c",
          "credential.helper=",
          "-c",
          "submodule.recurse=false",
          "-c",
          "http.lowSpeedLimit=1",
          "-c",
          "http.lowSpeedTime=60",
          "-c",
          "init.defaultBranch=master",
          "-c",
          "advice.detachedHead=false");

  /// Copies both.
  GitProgram {
    variables = Map.copyOf(variables);
    secrets = List.copyOf(secrets);
  }

  /// The program as it works on repositories that are here.
  static GitProgram of(Scratch scratch) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("LC_ALL", "C");
    variables.put("HOME", NULL);
    variables.put("GIT_CONFIG_NOSYSTEM", "1");
    variables.put("GIT_CONFIG_GLOBAL", NULL);
    variables.put("GIT_ATTR_NOSYSTEM", "1");
    variables.put("GIT_TERMINAL_PROMPT", "0");
    variables.put("GIT_ALLOW_PROTOCOL", "none");
    variables.put("GIT_CEILING_DIRECTORIES", scratch.folder().toString());
    return new GitProgram(scratch, variables, List.of());
  }

  /// The same, allowed to speak to `remote`.
  ///
  /// @param agent the ssh agent's socket
  /// @param knownHosts remembers the keys of servers
  GitProgram toward(GitRemote remote, Optional<Path> agent, Path knownHosts) {
    var program = with("GIT_ALLOW_PROTOCOL", remote.protocol().scheme());
    if (remote.protocol() != GitRemote.Protocol.SSH) {
      return program;
    }
    var socket =
        agent.orElseThrow(
            () ->
                new BuildException.Definition(
                    "%s is reached by ssh, and no agent is lent to the build; --ssh default lends the one of SSH_AUTH_SOCK, --ssh default=FILE a key"
                        .formatted(remote)));
    return program
        .with("SSH_AUTH_SOCK", socket.toString())
        .with("GIT_SSH_VARIANT", "ssh")
        .with("GIT_SSH_COMMAND", secureShell(knownHosts));
  }

  // Keys come from the agent only; a server that was seen once must keep its key.
  private static String secureShell(Path knownHosts) {
    var hosts = "\"%s\" ~/.ssh/known_hosts".formatted(knownHosts.toString().replace("%", "%%"));
    return "ssh -F /dev/null -o BatchMode=yes -o IdentityFile=none -o ConnectTimeout=30"
        + " -o ServerAliveInterval=15 -o StrictHostKeyChecking=accept-new -o "
        + "'UserKnownHostsFile=%s'".formatted(hosts.replace("'", "'\\''"));
  }

  /// The same, saying `header` to `remote`. A server that sends on to another place is not
  /// followed: it would learn the header, too.
  GitProgram withAuthorization(GitRemote remote, String header) {
    var told =
        with("GIT_CONFIG_COUNT", "2")
            .with("GIT_CONFIG_KEY_0", "http.%s.extraheader".formatted(remote.address()))
            .with("GIT_CONFIG_VALUE_0", "Authorization: " + header)
            .with("GIT_CONFIG_KEY_1", "http.followRedirects")
            .with("GIT_CONFIG_VALUE_1", "false");
    var more = new ArrayList<>(secrets);
    more.add(header);
    return new GitProgram(scratch, told.variables, more);
  }

  /// The same on the repository in `folder`.
  GitProgram on(Path folder) {
    return with("GIT_DIR", folder.toString());
  }

  /// The same with files in `folder`.
  ///
  /// @param index the file that says what is in it
  GitProgram withFiles(Path folder, Path index) {
    return with("GIT_WORK_TREE", folder.toString()).with("GIT_INDEX_FILE", index.toString());
  }

  GitProgram with(String variable, String value) {
    var more = new LinkedHashMap<>(variables);
    more.put(variable, value);
    return new GitProgram(scratch, more, secrets);
  }

  /// Runs it and returns what it writes.
  ///
  /// @throws GitFailure when it ends with a failure
  /// @throws BuildException.MachineFailed when it is not there
  /// @throws BuildException.Cancelled when the thread is interrupted; the program is stopped
  String run(String... arguments) throws GitFailure {
    var command = new ArrayList<>(COMMAND);
    command.addAll(List.of(arguments));
    try {
      var folder = Files.createDirectory(scratch.next("git"));
      var output = folder.resolve("output");
      var errors = folder.resolve("errors");
      int status = status(command, folder, output, errors);
      var said = read(output);
      if (status != 0) {
        var complaint = read(errors);
        throw new GitFailure(
            withoutSecrets(complaint.isBlank() ? "it ended with " + status : complaint));
      }
      Scratch.remove(folder);
      return said;
    } catch (IOException e) {
      throw new BuildException.MachineFailed("cannot run the program git: " + Reason.of(e), e);
    }
  }

  private int status(List<String> command, Path folder, Path output, Path errors)
      throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File(NULL))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    var environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    environment.putAll(variables);
    var process = started(builder);
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new BuildException.Cancelled();
    }
  }

  private static Process started(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BuildException.MachineFailed(
          "the program git, which fetches repositories, cannot be started: %s. Install git, 2.31 or later, or use a folder or an archive instead"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static String read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
    }
  }

  private String withoutSecrets(String text) {
    var plain = text;
    for (var secret : secrets) {
      plain = plain.replace(secret, "***");
    }
    return plain;
  }

  /// For people, without what it is told.
  @Override
  public String toString() {
    return "git";
  }
}
