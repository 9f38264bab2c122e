package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Mount;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the mounts of one RUN.
final class MountFold {
  private static final String AGENT = "/run/buildkit/ssh_agent.";

  private final Planner planner;
  private final Stage stage;
  private final StageWords words;
  private final String directory;
  private int agents;

  MountFold(Planner planner, Stage stage, StageWords words, String directory) {
    this.planner = planner;
    this.stage = stage;
    this.words = words;
    this.directory = directory;
  }

  /// The mounts in the order in which they are laid: by target, so that what lies in another comes
  /// after it.
  List<RunMount> fold(List<MountFlag> flags) {
    var mounts = new ArrayList<RunMount>();
    for (var flag : flags) {
      mounts.add(placed(flag, mount(flag)));
    }
    mounts.sort((one, other) -> one.target().orElse("").compareTo(other.target().orElse("")));
    return mounts;
  }

  private Mount mount(MountFlag flag) {
    return Mount.of(flag, words.expansion().source(), part -> words.expand(flag.word(), part));
  }

  private RunMount placed(MountFlag flag, Mount mount) {
    var target = target(mount);
    if (target.equals(Optional.of("/"))) {
      throw words.wrong(flag.word(), "invalid mount target \"/\"");
    }
    return new RunMount(mount, target, origin(flag.word(), mount));
  }

  private Optional<String> target(Mount mount) {
    var written = mount.target();
    return switch (mount) {
      case Mount.Secret _ when written.isEmpty() -> Optional.empty();
      case Mount.Ssh _ -> {
        int number = agents++;
        yield Optional.of(written.isEmpty() ? AGENT + number : absolute(written));
      }
      case Mount.Secret _, Mount.Bind _, Mount.Cache _, Mount.Tmpfs _ ->
          Optional.of(absolute(written));
    };
  }

  private String absolute(String written) {
    return written.startsWith("/") ? Paths.clean(written) : Paths.join(directory, written);
  }

  private Optional<Action.Origin> origin(Word flag, Mount mount) {
    return switch (mount) {
      case Mount.Bind bind ->
          Optional.of(
              bind.from()
                  .map(from -> planner.mountOrigin(flag, mount, from, stage))
                  .orElseGet(Action.Origin.Context::new));
      case Mount.Cache cache ->
          cache.from().map(from -> planner.mountOrigin(flag, mount, from, stage));
      case Mount.Tmpfs _, Mount.Secret _, Mount.Ssh _ -> Optional.empty();
    };
  }
}
