package dev.slipway.conformance.cases;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The second opinion: `buildah bud`, older than the newest Dockerfile features.
final class Buildah implements ImageBuilder {

  private final Path folder;
  private final Path buildah;

  /// Keeps all it has in `folder`. Where buildah is missing, the test is skipped.
  Buildah(Path folder) {
    this.folder = folder;
    this.buildah = Peers.require("buildah");
    if (!Peers.isRoot()) {
      Peers.missing("buildah needs root here");
    }
  }

  @Override
  public String name() {
    return "buildah";
  }

  @Override
  public Outcome build(Recipe recipe, Path output) {
    var words = words("bud", "--isolation=chroot", "--format=oci", "--network=host");
    words.addAll(List.of("--file=" + recipe.dockerfile(), "--tag=result"));
    recipe.target().ifPresent(target -> words.add("--target=" + target));
    recipe.platform().ifPresent(platform -> words.add("--platform=" + platform));
    recipe.arguments().forEach((key, value) -> words.add("--build-arg=" + key + "=" + value));
    recipe.labels().forEach((key, value) -> words.add("--label=" + key + "=" + value));
    recipe.contexts().forEach((key, path) -> words.add("--build-context=" + key + "=" + path));
    recipe.secrets().forEach((id, file) -> words.add("--secret=id=" + id + ",src=" + file));
    recipe
        .images()
        .forEach(
            (key, image) ->
                words.add(
                    "--build-context="
                        + key
                        + "=container-image://oci:"
                        + image.layout()
                        + ":latest"));
    words.add("" + recipe.context());
    var run = Command.run(words, log());
    if (run.status() == 0) {
      run = Command.run(words("push", "result", "oci:" + output + ":latest"), log());
    }
    return run.status() == 0 ? new Built() : new Failed(last(run.said()), run.said());
  }

  private List<String> words(String... more) {
    var words = new ArrayList<>(List.of("" + buildah, "--root=" + folder.resolve("root")));
    words.addAll(List.of("--runroot=" + folder.resolve("run"), "--storage-driver=overlay"));
    words.addAll(List.of(more));
    return words;
  }

  private static String last(String said) {
    return said.lines().reduce("", (_, line) -> line);
  }

  private Path log() {
    return folder.resolve("buildah.log");
  }

  @Override
  public void close() {
    // It leaves mounts below its root, which must go before the folder can.
    Command.run(words("rm", "--all"), log());
    Command.run(List.of("umount", "" + folder.resolve("root/overlay")), log());
  }
}
