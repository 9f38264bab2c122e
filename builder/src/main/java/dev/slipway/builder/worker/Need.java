package dev.slipway.builder.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One thing that a sandbox needs of this machine, and how it stands.
///
/// @param subject what is needed
/// @param found what is there, or what is missing or forbidden
/// @param remedy what would help; nothing where all is well
public record Need(String subject, String found, Optional<String> remedy) {
  private static final String MAPPERS =
      "install the package uidmap (Debian, Ubuntu) or shadow-utils";

  /// Whether it is there.
  public boolean isMet() {
    return remedy.isEmpty();
  }

  private static Need met(String subject, String found) {
    return new Need(subject, found, Optional.empty());
  }

  private static Need missing(String subject, String found, String remedy) {
    return new Need(subject, found, Optional.of(remedy));
  }

  /// All that a sandbox needs of whoever has these `facts`, one thing after the other.
  public static List<Need> of(Facts facts) {
    var needs = new ArrayList<Need>();
    needs.add(
        tools(
            "util-linux",
            facts,
            List.of("setsid", "unshare", "mount", "sh"),
            "install the package util-linux (in Debian also mount)"));
    if (facts.administrator()) {
      return needs;
    }
    needs.addAll(namespaces(facts));
    if (facts.uid() == 0) {
      if (!facts.mayMap()) {
        needs.add(
            missing(
                "capabilities",
                "root of this container has not the capabilities SETUID, SETGID and SETFCAP",
                "give it those three, which docker does by itself (Kubernetes: capabilities.add)"));
      }
      return needs;
    }
    needs.add(tools("newuidmap", facts, List.of("newuidmap", "newgidmap"), MAPPERS));
    if (facts.noNewPrivileges()) {
      needs.add(
          missing(
              "privileges",
              "no_new_privs is set, so newuidmap gets no rights",
              "in Kubernetes set allowPrivilegeEscalation: true for this container"));
    }
    if (facts.user().equals(Long.toString(facts.uid()))) {
      needs.add(
          missing(
              "user name",
              "uid %d has no name in /etc/passwd, so newuidmap gives it nothing"
                  .formatted(facts.uid()),
              "as root: useradd --uid %d NAME".formatted(facts.uid())));
      return needs;
    }
    needs.add(range("uid", facts, facts.subordinateUsers()));
    needs.add(range("gid", facts, facts.subordinateGroups()));
    return needs;
  }

  private static Need tools(String subject, Facts facts, List<String> names, String remedy) {
    var absent = names.stream().filter(name -> !facts.tools().containsKey(name)).toList();
    return absent.isEmpty()
        ? met(subject, String.join(", ", names) + " are there")
        : missing(subject, "there is no '%s'".formatted(String.join("', no '", absent)), remedy);
  }

  private static List<Need> namespaces(Facts facts) {
    var subject = "user namespaces";
    var needs = new ArrayList<Need>();
    if (facts.userNamespaces() == 0) {
      needs.add(
          missing(
              subject,
              "this kernel allows no user namespaces (user.max_user_namespaces is 0)",
              "as root: sysctl -w user.max_user_namespaces=10000"));
    }
    if (!facts.unprivileged()) {
      needs.add(
          missing(
              subject,
              "ordinary users may not make user namespaces (kernel.unprivileged_userns_clone is 0)",
              "as root: sysctl -w kernel.unprivileged_userns_clone=1"));
    }
    if (facts.restricted()) {
      needs.add(
          missing(
              subject,
              "AppArmor restricts user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)",
              "as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or a profile that"
                  + " allows userns for unshare"));
    }
    return needs.isEmpty()
        ? List.of(met(subject, "up to %d".formatted(facts.userNamespaces())))
        : needs;
  }

  private static Need range(String kind, Facts facts, Optional<Facts.Range> range) {
    long count = range.map(Facts.Range::count).orElse(0L);
    var subject = "sub" + kind;
    var found = "user '%s' has %d ids in /etc/sub%s".formatted(facts.user(), count, kind);
    if (count >= Rung.FULL_RANGE) {
      return met(subject, found);
    }
    return missing(
        subject,
        "%s, and images need %d".formatted(found, Rung.FULL_RANGE),
        // Ids that another user has, too, would let the two into each other's files.
        "as root: usermod --add-sub%ss %d-%d %s"
            .formatted(
                kind, facts.freeIds(), facts.freeIds() + Facts.IDS_OF_A_USER - 1, facts.user()));
  }
}
