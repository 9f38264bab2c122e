package dev.slipway.cli;

import dev.slipway.builder.BuilderSettings;
import dev.slipway.registry.serve.Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// Runs the commands that the AOT cache shall know, in one process, in a scratch folder.
///
/// The distribution is assembled with it: what these commands load and link is in the cache.
final class Training {
  private final Path scratch;

  private Training(Path scratch) {
    this.scratch = scratch;
  }

  /// Trains in the folder that the only argument names.
  public static void main(String[] arguments) {
    new Training(Path.of(arguments[0]).toAbsolutePath()).train();
    // As Main ends too: an ordinary exit would run the hook that waits for a cancelled command.
    Runtime.getRuntime().halt(ExitCode.SUCCESS.number());
  }

  private void train() {
    var _ = Main.run(new Cancellation(), "version");
    run("version", "--json");
    run("help");
    run("help", "build");
    run("no-such-command");
    trainBuilds();
    loadWorker();
    run("images");
    run("df");
    run("prune");
  }

  /// Two images, one on the other, built, built again, pushed, looked at and pulled.
  private void trainBuilds() {
    try (var server = Server.start()) {
      write("base/Dockerfile", "FROM scratch\nCOPY --chmod=644 Dockerfile /a/b/\n");
      run("build", "base", "-t", server.host() + "/base:1", "--push");
      write(
          "hello/Dockerfile",
          """
          # syntax=docker/dockerfile:1
          FROM %s/base:1 AS base
          ARG NAME=hello
          WORKDIR /work
          ADD --chown=1:1 *.txt ./
          FROM base
          COPY --from=base /work/*.txt /etc/
          COPY --link <<EOF /etc/greeting
          $NAME
          EOF
          ENV PATH=/bin LANG=en
          LABEL a=b
          USER 1
          CMD ["/hello"]
          """
              .formatted(server.host()));
      write("hello/words.txt", "words");
      write("hello/.dockerignore", "*.log\n");
      var name = server.host() + "/hello:1";
      for (int i = 0; i < 2; i++) {
        run("build", "hello", "-q", "-t", name, "--build-arg", "NAME=you");
      }
      run("build", "hello", "-t", name, "--push", "--pull=always", "--progress", "rawjson");
      run("build", "hello", "-o", "oci:out", "--no-cache");
      run("build", "hello", "--explain");
      run("push", name);
      run("inspect", name);
      run("digest", "--json", name);
      run("pull", name, "oci:pulled");
    }
  }

  /// The worker is another process, and starts from the same cache: its classes are only loaded.
  private static void loadWorker() {
    var packages =
        List.of(
            "dev/slipway/builder/worker/",
            "dev/slipway/builder/sandbox/",
            "dev/slipway/builder/snapshot/");
    var builder = BuilderSettings.class.getProtectionDomain().getCodeSource().getLocation();
    try (var jar = new JarFile(Path.of(builder.toURI()).toFile())) {
      for (var entry : jar.stream().map(JarEntry::getName).toList()) {
        if (entry.endsWith(".class") && packages.stream().anyMatch(entry::startsWith)) {
          var name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
          if (!name.endsWith("package-info")) {
            Class.forName(name, false, Training.class.getClassLoader());
          }
        }
      }
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException("cannot load the worker's classes for training", e);
    }
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
    var code = Program.run(surroundings(), arguments);
    if (code == ExitCode.FAILURE) {
      System.err.println("training went wrong: slipway " + String.join(" ", arguments));
    }
  }

  private Surroundings surroundings() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Surroundings(
        new ByteArrayInputStream(new byte[0]),
        nowhere,
        nowhere,
        Map.of(
            "SLIPWAY_HOME", scratch.resolve("home").toString(),
            "DOCKER_CONFIG", scratch.resolve("docker").toString()),
        scratch,
        Surroundings.Screen.NONE,
        new Cancellation());
  }
}
