package dev.slipway.cli.doctor;

import static dev.slipway.cli.doctor.Finding.Area.RUN;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What RUN instructions need: namespaces, a range of user numbers, overlayfs.
final class RunFindings {
  private static final int USUAL_RANGE = 65_536;
  private static final String CLONE = "/proc/sys/kernel/unprivileged_userns_clone";
  private static final String APPARMOR = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
  private static final String MAXIMUM = "/proc/sys/user/max_user_namespaces";

  /// Mounts an overlay in the folder `$0` and takes it away again; to be run in namespaces.
  private static final String TRY_OVERLAY =
      """
      cd "$0" && mkdir l u w m &&
      mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w,userxattr m && umount m
      """;

  private final Host host;
  private final boolean root;

  private RunFindings(Host host) {
    this.host = host;
    this.root = host.userId() == 0;
  }

  static List<Finding> of(Host host) {
    return new RunFindings(host).all();
  }

  private List<Finding> all() {
    var findings = new ArrayList<Finding>();
    findings.add(Finding.ok(RUN, "user", "%s (uid %d)".formatted(host.userName(), host.userId())));
    findings.add(programs());
    if (!root) {
      findings.add(mappers());
      findings.add(range("/etc/subuid", "subordinate user ids", "--add-subuids"));
      findings.add(range("/etc/subgid", "subordinate group ids", "--add-subgids"));
      findings.add(namespaces());
    }
    findings.add(overlay());
    return findings;
  }

  private Finding programs() {
    var missing = List.of("unshare", "mount").stream().filter(name -> !host.has(name)).toList();
    return missing.isEmpty()
        ? Finding.ok(RUN, "util-linux", "unshare and mount are there")
        : Finding.problem(
            RUN,
            "util-linux",
            "not on the PATH: " + String.join(", ", missing),
            "apt install util-linux mount");
  }

  private Finding mappers() {
    return host.has("newuidmap") && host.has("newgidmap")
        ? Finding.ok(RUN, "newuidmap", "newuidmap and newgidmap are there")
        : Finding.problem(
            RUN,
            "newuidmap",
            "newuidmap or newgidmap is not on the PATH: no more than one user number in a RUN",
            "apt install uidmap");
  }

  private Finding range(String file, String subject, String flag) {
    var owner = host.userName();
    long most =
        host.read(file)
            .orElse("")
            .lines()
            .map(line -> line.strip().split(":", -1))
            .filter(fields -> fields.length == 3)
            .filter(fields -> fields[0].equals(owner) || fields[0].equals("" + host.userId()))
            .mapToLong(fields -> Long.parseLong(fields[2]))
            .max()
            .orElse(0);
    if (most >= USUAL_RANGE) {
      return Finding.ok(RUN, subject, "%d in %s".formatted(most, file));
    }
    return Finding.problem(
        RUN,
        subject,
        most == 0
            ? "%s has no range for %s".formatted(file, owner)
            : "%s gives %s only %d".formatted(file, owner, most),
        "sudo usermod %s 100000-165535 %s".formatted(flag, owner));
  }

  private Finding namespaces() {
    var subject = "user namespaces";
    if (host.read(MAXIMUM).filter("0"::equals).isPresent()) {
      return Finding.problem(
          RUN, subject, MAXIMUM + " is 0", "sudo sysctl -w user.max_user_namespaces=15000");
    }
    if (host.read(CLONE).filter("0"::equals).isPresent()) {
      return Finding.problem(
          RUN, subject, CLONE + " is 0", "sudo sysctl -w kernel.unprivileged_userns_clone=1");
    }
    var trial = host.commands().run(List.of("unshare", "--user", "--map-root-user", "true"));
    if (trial.worked()) {
      return Finding.ok(RUN, subject, "a namespace could be made");
    }
    return Finding.problem(
        RUN,
        subject,
        trial.text(),
        host.read(APPARMOR).filter("1"::equals).isPresent()
            ? "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
            : "allow unshare(2) in the container's seccomp profile (Kubernetes: hostUsers: false)");
  }

  private Finding overlay() {
    var trial = overlayTrial();
    if (trial.isEmpty()) {
      return Finding.ok(RUN, "overlayfs", "could be mounted in " + host.home());
    }
    boolean known = host.read("/proc/filesystems").orElse("").contains("overlay");
    return Finding.note(
        RUN,
        "overlayfs",
        "each RUN works on a copy of all its files, because: " + trial.get(),
        known
            ? "set SLIPWAY_HOME to a folder on ext4, xfs, btrfs or tmpfs"
            : "sudo modprobe overlay");
  }

  /// What went wrong when an overlay was mounted where the store is; empty if nothing did.
  private Optional<String> overlayTrial() {
    return Trial.in(
        host.home(),
        folder -> {
          var arguments = new ArrayList<>(List.of("unshare", "--mount"));
          if (!root) {
            arguments.addAll(List.of("--user", "--map-root-user"));
          }
          arguments.addAll(List.of("sh", "-c", TRY_OVERLAY, folder.toString()));
          var answer = host.commands().run(arguments);
          return answer.worked() ? Optional.empty() : Optional.of(answer.text());
        });
  }
}
