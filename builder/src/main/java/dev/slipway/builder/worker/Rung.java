package dev.slipway.builder.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    var obstacles = new ArrayList<Obstacle>();
    for (var tool : List.of("setsid", "unshare", "mount", "sh")) {
      need(facts, tool, "util-linux", obstacles);
    }
    if (facts.administrator()) {
      return obstacles.isEmpty() ? new Root() : new Missing(obstacles);
    }
    obstacles.addAll(namespaceObstacles(facts));
    if (facts.uid() == 0 && facts.mayMap()) {
      return obstacles.isEmpty() ? new Inherited() : new Missing(obstacles);
    }
    need(facts, "newuidmap", "uidmap (Debian, Ubuntu) or shadow-utils", obstacles);
    need(facts, "newgidmap", "uidmap (Debian, Ubuntu) or shadow-utils", obstacles);
    if (facts.noNewPrivileges()) {
      obstacles.add(
          new Obstacle(
              "no_new_privs is set, so newuidmap gets no rights",
              "in Kubernetes set allowPrivilegeEscalation: true for this container"));
    }
    range("uid", facts.user(), facts.subordinateUsers()).ifPresent(obstacles::add);
    range("gid", facts.user(), facts.subordinateGroups()).ifPresent(obstacles::add);
    return obstacles.isEmpty()
        ? new Mapped(
            new IdMap(facts.uid(), facts.subordinateUsers().orElseThrow()),
            new IdMap(facts.gid(), facts.subordinateGroups().orElseThrow()))
        : new Missing(obstacles);
  }

  private static void need(Facts facts, String tool, String from, List<Obstacle> obstacles) {
    if (!facts.tools().containsKey(tool)) {
      obstacles.add(
          new Obstacle("there is no '%s'".formatted(tool), "install the package " + from));
    }
  }

  private static List<Obstacle> namespaceObstacles(Facts facts) {
    var obstacles = new ArrayList<Obstacle>();
    if (facts.userNamespaces() == 0) {
      obstacles.add(
          new Obstacle(
              "this kernel allows no user namespaces (user.max_user_namespaces is 0)",
              "as root: sysctl -w user.max_user_namespaces=10000"));
    }
    if (!facts.unprivileged()) {
      obstacles.add(
          new Obstacle(
              "ordinary users may not make user namespaces (kernel.unprivileged_userns_clone is 0)",
              "as root: sysctl -w kernel.unprivileged_userns_clone=1"));
    }
    if (facts.restricted()) {
      obstacles.add(
          new Obstacle(
              "AppArmor restricts user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)",
              "as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or a profile that"
                  + " allows userns for unshare"));
    }
    return obstacles;
  }

  private static Optional<Obstacle> range(String kind, String user, Optional<Facts.Range> range) {
    long count = range.map(Facts.Range::count).orElse(0L);
    return count >= FULL_RANGE
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                "user '%s' has %d ids in /etc/sub%s, and images need %d"
                    .formatted(user, count, kind, FULL_RANGE),
                "as root: usermod --add-sub%ss 100000-165535 %s".formatted(kind, user)));
  }

  /// A name for the folder of snapshots made here: who maps ids in another way needs others.
  default String label() {
    return switch (this) {
      case Root(), Inherited() -> "host";
      case Mapped(var users, var groups) -> "%s-%s".formatted(label(users), label(groups));
      case Missing _ -> throw new IllegalStateException("nothing can be run here");
    };
  }

  private static String label(IdMap map) {
    return "%d.%d.%d".formatted(map.self(), map.further().first(), map.further().count());
  }
}
