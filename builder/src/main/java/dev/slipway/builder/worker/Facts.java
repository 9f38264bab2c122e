package dev.slipway.builder.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What this machine and this user have of what a sandbox needs. Gathered from files alone.
///
/// @param user who asks: the name when it is known, else the number
/// @param uid the user's number
/// @param gid the group's number
/// @param administrator whether this process may mount and make namespaces as it is
/// @param mayMap whether this process may write maps of ids itself
/// @param kernel the kernel's release
/// @param tools where the programs are that are needed, by name; absent when they are not there
/// @param subordinateUsers the range of `/etc/subuid`
/// @param subordinateGroups the range of `/etc/subgid`
/// @param freeIds where ids begin that neither file gives to anybody, enough of them for a user
/// @param userNamespaces how many user namespaces the kernel allows
/// @param unprivileged whether the kernel lets ordinary users make them
/// @param restricted whether AppArmor takes their rights away again
/// @param noNewPrivileges whether programs like `newuidmap` get no rights here
/// @param overlay whether the kernel has overlayfs, loaded already
public record Facts(
    String user,
    long uid,
    long gid,
    boolean administrator,
    boolean mayMap,
    String kernel,
    Map<String, Path> tools,
    Optional<Range> subordinateUsers,
    Optional<Range> subordinateGroups,
    long freeIds,
    long userNamespaces,
    boolean unprivileged,
    boolean restricted,
    boolean noNewPrivileges,
    boolean overlay) {

  /// Ids in a row.
  ///
  /// @param first the lowest
  /// @param count how many
  public record Range(long first, long count) {
    private long end() {
      return first + count;
    }
  }

  /// As `useradd` gives them to a new user.
  static final int IDS_OF_A_USER = 65_536;

  private static final long FIRST_FREE_ID = 100_000;

  /// The programs that a sandbox is made with.
  static final List<String> TOOLS =
      List.of("setsid", "unshare", "mount", "sh", "newuidmap", "newgidmap");

  private static final int SETGID = 6;
  private static final int SETUID = 7;
  private static final int SYS_ADMIN = 21;
  // Since Linux 5.12 a map with root in it takes this one, too.
  private static final int SETFCAP = 31;

  /// Copies the map.
  public Facts {
    tools = Map.copyOf(tools);
  }

  /// Looks at this machine.
  public static Facts gather() {
    return gather(Path.of("/"));
  }

  /// Looks at the machine whose root is `root`.
  static Facts gather(Path root) {
    var status = status(root.resolve("proc/self/status"));
    long uid = number(first(status, "Uid"));
    long gid = number(first(status, "Gid"));
    long capabilities = Long.parseUnsignedLong(first(status, "CapEff").orElse("0"), 16);
    var user = name(root, uid);
    var users = subordinates(root.resolve("etc/subuid"));
    var groups = subordinates(root.resolve("etc/subgid"));
    return new Facts(
        user,
        uid,
        gid,
        has(capabilities, SYS_ADMIN),
        has(capabilities, SETUID) && has(capabilities, SETGID) && has(capabilities, SETFCAP),
        text(root.resolve("proc/sys/kernel/osrelease")).orElse("unknown"),
        tools(root),
        range(users, user, uid),
        range(groups, user, uid),
        free(Stream.concat(users.stream(), groups.stream()).map(Subordinates::ids).toList()),
        number(text(root.resolve("proc/sys/user/max_user_namespaces"))),
        !text(root.resolve("proc/sys/kernel/unprivileged_userns_clone")).equals(Optional.of("0")),
        text(root.resolve("proc/sys/kernel/apparmor_restrict_unprivileged_userns"))
            .equals(Optional.of("1")),
        first(status, "NoNewPrivs").equals(Optional.of("1")),
        lines(root.resolve("proc/filesystems")).stream()
            .anyMatch(line -> line.endsWith("\toverlay")));
  }

  private static boolean has(long capabilities, int which) {
    return (capabilities >>> which & 1) == 1;
  }

  private static Map<String, String> status(Path file) {
    var fields = new TreeMap<String, String>();
    for (var line : lines(file)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return fields;
  }

  private static Optional<String> first(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name)).map(value -> value.split("\\s+", 2)[0]);
  }

  private static String name(Path root, long uid) {
    return lines(root.resolve("etc/passwd")).stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 2 && fields[2].equals(Long.toString(uid)))
        .map(fields -> fields[0])
        .findFirst()
        .orElse(Long.toString(uid));
  }

  private static Map<String, Path> tools(Path root) {
    var found = new TreeMap<String, Path>();
    for (var tool : TOOLS) {
      Tools.find(root, tool).ifPresent(path -> found.put(tool, path));
    }
    return found;
  }

  /// A line of `/etc/subuid` or `/etc/subgid`.
  private record Subordinates(String owner, Range ids) {}

  private static List<Subordinates> subordinates(Path file) {
    return lines(file).stream()
        .map(line -> line.strip().split(":", -1))
        .filter(fields -> fields.length == 3)
        .map(
            fields ->
                new Subordinates(
                    fields[0],
                    new Range(number(Optional.of(fields[1])), number(Optional.of(fields[2])))))
        .toList();
  }

  // The widest counts; a user may be named or numbered.
  private static Optional<Range> range(List<Subordinates> all, String user, long uid) {
    return all.stream()
        .filter(one -> one.owner.equals(user) || one.owner.equals(Long.toString(uid)))
        .map(Subordinates::ids)
        .max(Comparator.comparingLong(Range::count));
  }

  private static long free(List<Range> taken) {
    long first = FIRST_FREE_ID;
    for (var range : taken.stream().sorted(Comparator.comparingLong(Range::first)).toList()) {
      if (range.first < first + IDS_OF_A_USER && range.end() > first) {
        first = range.end();
      }
    }
    return first;
  }

  private static long number(Optional<String> text) {
    try {
      return text.map(Long::parseLong).orElse(0L);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Optional<String> text(Path file) {
    var lines = lines(file);
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getFirst().strip());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
