package dev.slipway.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The oracle: `buildkitd` with a store of its own, asked through `buildctl`.
final class BuildKit implements ImageBuilder {

  private final Path folder;
  private final Path buildctl;
  private final Process daemon;

  /// Starts a daemon that keeps all it has in `folder`. Where it cannot, the test is skipped.
  BuildKit(Path folder) {
    this.folder = folder;
    this.buildctl = Peers.require("buildctl");
    if (!Peers.isRoot()) {
      Peers.missing("buildkitd needs root");
    }
    daemon = start(Peers.require("buildkitd"), Peers.require("runc"));
  }

  private Process start(Path buildkitd, Path runc) {
    try {
      var process =
          new ProcessBuilder(
                  "" + buildkitd,
                  "--root=" + folder.resolve("root"),
                  "--addr=" + address(),
                  "--containerd-worker=false",
                  "--oci-worker-snapshotter=overlayfs",
                  "--oci-worker-net=host",
                  "--oci-worker-binary=" + runc,
                  "--allow-insecure-entitlement=network.host",
                  "--allow-insecure-entitlement=security.insecure")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("buildkitd.log").toFile())
              .start();
      for (int i = 0; i < 300; i++) {
        if (Command.run(List.of("" + buildctl, "--addr=" + address(), "debug", "workers"), log())
                .status()
            == 0) {
          return process;
        }
        Thread.sleep(100);
      }
      process.destroy();
      throw new AssertionError(
          "buildkitd did not start: " + Files.readString(folder.resolve("buildkitd.log"), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while buildkitd starts", e);
    }
  }

  @Override
  public String name() {
    return "BuildKit";
  }

  @Override
  public Outcome build(Recipe recipe, Path output) {
    var words = new ArrayList<String>();
    words.addAll(List.of("" + buildctl, "--addr=" + address(), "build", "--progress=plain"));
    words.add("--frontend=dockerfile.v0");
    if (recipe.from().isPresent()) {
      option(words, "context", recipe.from().get());
    } else {
      words.add("--local=context=" + recipe.context());
      words.add("--local=dockerfile=" + recipe.dockerfile().getParent());
      option(words, "filename", "" + recipe.dockerfile().getFileName());
    }
    recipe.named().forEach((key, address) -> option(words, "context:" + key, address));
    recipe.target().ifPresent(target -> option(words, "target", target));
    recipe.platform().ifPresent(platform -> option(words, "platform", platform));
    recipe.arguments().forEach((key, value) -> option(words, "build-arg:" + key, value));
    recipe.labels().forEach((key, value) -> option(words, "label:" + key, value));
    recipe.settings().forEach((key, value) -> option(words, key, value));
    recipe
        .contexts()
        .forEach(
            (key, path) -> {
              words.add("--local=" + key + "=" + path);
              option(words, "context:" + key, "local:" + key);
            });
    recipe
        .images()
        .forEach(
            (key, image) -> {
              words.add("--oci-layout=" + key + "=" + image.layout());
              option(words, "context:" + key, "oci-layout://" + key + "@" + image.digest());
            });
    recipe.secrets().forEach((id, file) -> words.add("--secret=id=" + id + ",src=" + file));
    words.add("--allow=network.host");
    words.add("--allow=security.insecure");
    words.add("--output=type=oci,tar=false,dest=" + output);
    var run = Command.run(words, log());
    return run.status() == 0 ? new Built() : new Failed(message(run.said()), run.said());
  }

  private static void option(List<String> words, String key, String value) {
    words.add("--opt=" + key + "=" + value);
  }

  /// The last line that begins with `error:`, without what changes from run to run.
  private static String message(String said) {
    return said.lines()
        .filter(line -> line.startsWith("error: "))
        .reduce("", (_, line) -> line)
        .replaceFirst("^error: (failed to solve: )?", "")
        .replaceAll("checksum of ref \\S+", "checksum of")
        .replaceAll("/\\S*/snapshots/\\d+/fs", "")
        .replaceAll("/\\S*/cachemounts/buildkit\\d+", "")
        .strip();
  }

  private String address() {
    return "unix://" + folder.resolve("socket");
  }

  private Path log() {
    return folder.resolve("buildctl.log");
  }

  @Override
  public void close() {
    daemon.destroy();
    try {
      if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
