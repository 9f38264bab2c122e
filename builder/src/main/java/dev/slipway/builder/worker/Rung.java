package dev.slipway.builder.worker;

import java.util.List;

/// What a sandbox can stand on, here and for this user.
public sealed interface Rung {
  /// As root, with the right to mount: no user namespace is needed.
  record Root() implements Rung {}

  /// In a user namespace with a full range of ids, made with `newuidmap`.
  ///
  /// @param users who the users inside are, outside
  /// @param groups who the groups inside are, outside
  record Mapped(IdMap users, IdMap groups) implements Rung {}

  /// In a user namespace in which everybody is who he is outside: for root without the right to
  /// mount.
  record Inherited() implements Rung {}

  /// Nothing holds.
  ///
  /// @param obstacles what is in the way, at least one
  record Missing(List<Obstacle> obstacles) implements Rung {
    /// Copies the list.
    public Missing {
      obstacles = List.copyOf(obstacles);
    }
  }

  /// Something in the way of a sandbox.
  ///
  /// @param what what is missing or forbidden
  /// @param remedy what would help
  record Obstacle(String what, String remedy) {}

  /// Ids inside from 0 on, and what they are outside: 0 is the user, 1 and further the range.
  ///
  /// @param self the user's or group's own number
  /// @param further the range for all others
  record IdMap(long self, Facts.Range further) {
    List<String> arguments() {
      return List.of(
          "0",
          Long.toString(self),
          "1",
          "1",
          Long.toString(further.first()),
          Long.toString(further.count()));
    }
  }

  /// As many ids as images use; with fewer some could not be unpacked.
  long FULL_RANGE = 65536 - 1;

  /// The highest rung that `facts` let hope for. Whether it holds only the attempt can tell.
  static Rung of(Facts facts) {
    var obstacles =
        Need.of(facts).stream()
            .filter(need -> !need.isMet())
            .map(need -> new Obstacle(need.found(), need.remedy().orElseThrow()))
            .toList();
    if (!obstacles.isEmpty()) {
      return new Missing(obstacles);
    }
    if (facts.administrator()) {
      return new Root();
    }
    return facts.uid() == 0
        ? new Inherited()
        : new Mapped(
            new IdMap(facts.uid(), facts.subordinateUsers().orElseThrow()),
            new IdMap(facts.gid(), facts.subordinateGroups().orElseThrow()));
  }

  /// What it is, in words.
  default String description() {
    return switch (this) {
      case Root() -> "as root, without a user namespace";
      case Inherited() -> "in a user namespace with the ids of this one";
      case Mapped(var users, _) ->
          "in a user namespace with %d ids".formatted(users.further().count() + 1);
      case Missing _ -> "nothing holds";
    };
  }

  /// What helps most likely where all is there and the attempt fails even so.
  default String remedy() {
    return switch (this) {
      case Root(), Inherited() ->
          "the container needs a seccomp profile that allows unshare, mount and pivot_root"
              + " (Docker: --security-opt seccomp=unconfined; Kubernetes: hostUsers: false)";
      case Mapped _ ->
          "see that newuidmap and newgidmap are setuid root, and that the container's seccomp"
              + " profile allows unshare and mount (Docker: --security-opt seccomp=unconfined)";
      case Missing _ -> "mend what is missing";
    };
  }

  /// A name for the folder of snapshots made here: who maps ids in another way needs others.
  default String label() {
    return switch (this) {
      case Root(), Inherited() -> "host";
      case Mapped(var users, var groups) -> label(users) + "-" + label(groups);
      case Missing _ -> throw new IllegalStateException("nothing can be run here");
    };
  }

  private static String label(IdMap map) {
    return map.self() + "." + map.further().first() + "." + map.further().count();
  }
}
