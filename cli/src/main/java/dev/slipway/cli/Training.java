package dev.slipway.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Runs commands in one process, in a scratch folder, for the caches of classes: the distribution
/// is assembled with it, and what these commands load and link is in a cache.
///
/// There are three phases. What `start` runs shall begin at once: builds whose results are known,
/// and commands. `commands` starts one sandbox worker, because each writes anew what it notes for
/// its cache. For both, `everything` must have run before.
final class Training {
  private static final String COMMANDS =
      """
      RUN echo one >/one
      RUN --mount=type=cache,target=/cache --mount=target=/context \
          --mount=type=tmpfs,target=/memory echo two >/cache/two
      RUN <<EOF
      echo three >/three
      EOF
      """;

  private final Path scratch;
  private final String host;

  private Training(Path scratch, String host) {
    this.scratch = scratch;
    this.host = host;
  }

  /// Trains in the folder that the first argument names, for the phase that the second one names,
  /// with the registry at the third, a host and port.
  public static void main(String[] arguments) {
    var training = new Training(Path.of(arguments[0]).toAbsolutePath(), arguments[2]);
    switch (arguments[1]) {
      case "start" -> training.start();
      case "everything" -> training.everything();
      case "commands" -> training.commands();
      default -> throw new IllegalArgumentException("no phase of training: " + arguments[1]);
    }
    // As Main ends too: an ordinary exit would run the hook that waits for a cancelled command.
    Runtime.getRuntime().halt(ExitCode.SUCCESS.number());
  }

  private void start() {
    var _ = Main.run(new Cancellation(), "version");
    run("build", "hello", "-q", "-t", name(), "--build-arg", "NAME=you");
    run("build", "hello", "-t", name(), "--build-arg", "NAME=you", "--push");
    var _ = tryToRun("build", "commands", "-t", host + "/commands:1", "--build-context", "host=/");
    var _ = tryToRun("build", "commands", "-q", "--no-cache", "--build-context", "host=/");
  }

  /// A build as on a new machine: its base has to be fetched, and all commands executed.
  private void commands() {
    write("fetched/Dockerfile", "FROM %s/commands:1\n%s".formatted(host, COMMANDS));
    write("fetched/words.txt", "words");
    try {
      var store = Files.createTempDirectory(scratch, "store");
      var _ = Program.run(surroundings(store), "build", "fetched", "-t", host + "/fetched:1");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write what training needs", e);
    }
  }

  private void everything() {
    var _ = Main.run(new Cancellation(), "version");
    run("version", "--json");
    run("help");
    run("help", "build");
    run("no-such-command");
    trainBuilds();
    run("images");
    run("df");
    run("prune");
  }

  private String name() {
    return host + "/hello:1";
  }

  /// Images on one another, built, built again, pushed, looked at and pulled. As most files do,
  /// this one breaks a rule, which is told.
  private void trainBuilds() {
    write("base/Dockerfile", "FROM scratch\nCOPY --chmod=644 Dockerfile /a/b/\n");
    run("build", "base", "-t", host + "/base:1", "--push");
    write(
        "hello/Dockerfile",
        """
        # syntax=docker/dockerfile:1
        ARG TAG=1
        FROM %s/base:$TAG as base
        # NAME whom to greet
        ARG NAME=hello
        WORKDIR /work
        ADD --chown=1:1 *.txt ./
        FROM base
        COPY --from=base /work/*.txt /etc/
        COPY files /files
        COPY --link <<EOF /etc/greeting
        $NAME
        EOF
        ENV PATH=/bin LANG=en
        LABEL a=b
        USER 1
        EXPOSE 80
        CMD ["/hello"]
        """
            .formatted(host));
    write("hello/words.txt", "words");
    write("hello/files/a/b", "words");
    write("hello/files/c", "words");
    write("hello/.dockerignore", "*.log\n");
    for (int i = 0; i < 2; i++) {
      run("build", "hello", "-q", "-t", name(), "--build-arg", "NAME=you");
    }
    run("build", "hello", "-t", name(), "--push", "--pull=always", "--progress", "rawjson");
    run("build", "hello", "-o", "oci:out", "--no-cache");
    run("build", "hello", "--explain");
    run("build", "hello", "--explain", "--build-arg", "NAME=me");
    trainCommands();
    run("push", name());
    run("inspect", name());
    run("digest", "--json", name());
    run("pull", name(), "oci:pulled");
  }

  /// Commands, where this machine lets them run: if not, what concerns them is not in the cache.
  private void trainCommands() {
    write(
        "commands/Dockerfile",
        """
        FROM scratch AS system-amd64
        COPY --from=host /bin/sh /bin/sh
        COPY --from=host /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/
        COPY --from=host /lib64/ld-linux-x86-64.so.2 /lib64/
        FROM scratch AS system-arm64
        COPY --from=host /bin/sh /bin/sh
        COPY --from=host /lib/aarch64-linux-gnu/libc.so.6 /lib/aarch64-linux-gnu/
        COPY --from=host /lib/ld-linux-aarch64.so.1 /lib/
        FROM system-${TARGETARCH}
        ARG VERSION=1
        COPY words.txt /
        ENV VERSION="${VERSION:-none}.${VERSION%0}"
        EXPOSE 80
        ENTRYPOINT ["/bin/sh"]
        """
            + COMMANDS);
    write("commands/words.txt", "words");
    run("build", "commands", "--explain", "--build-context", "host=/");
    var name = host + "/commands:1";
    for (int i = 0; i < 2; i++) {
      var _ = tryToRun("build", "commands", "-t", name, "--build-context", "host=/");
    }
    if (!tryToRun("build", "commands", "-t", name, "--push", "--build-context", "host=/")
        .equals(ExitCode.SUCCESS)) {
      System.err.println("no commands can be run here: what they need is in no cache of classes");
    }
    commands();
  }

  private void write(String file, String text) {
    try {
      Files.createDirectories(scratch.resolve(file).getParent());
      Files.writeString(scratch.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write what training needs", e);
    }
  }

  private void run(String... arguments) {
    if (tryToRun(arguments).equals(ExitCode.FAILURE)) {
      System.err.println("training went wrong: slipway " + String.join(" ", arguments));
    }
  }

  private ExitCode tryToRun(String... arguments) {
    return Program.run(surroundings(scratch.resolve("store")), arguments);
  }

  private Surroundings surroundings(Path store) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Surroundings(
        new ByteArrayInputStream(new byte[0]),
        nowhere,
        nowhere,
        Map.of("HOME", scratch.resolve("home").toString(), "SLIPWAY_HOME", store.toString()),
        scratch,
        Surroundings.Screen.NONE,
        Prompt.NOBODY,
        new Cancellation());
  }
}
