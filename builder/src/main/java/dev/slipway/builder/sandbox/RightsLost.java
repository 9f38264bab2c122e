package dev.slipway.builder.sandbox;

import java.util.Set;
import java.util.stream.LongStream;

/// How a command comes to have no more rights than its user, and root no more than in Docker.
///
/// @param calls where the calls for it are added
record RightsLost(CallSequence calls) {
  // PR_CAPBSET_DROP
  private static final long DROP_FROM_BOUNDING_SET = 24;
  // PR_SET_SECCOMP, SECCOMP_MODE_FILTER
  private static final long SET_SECCOMP = 22;
  private static final long FILTER = 2;

  /// Docker's: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP,
  /// NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP.
  private static final Set<Integer> KEPT_CAPABILITIES =
      Set.of(0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31);

  /// Takes from root and from all programs what Docker takes, of the capabilities up to `last`.
  void limitRoot(int last) {
    for (int capability = 0; capability <= last; capability++) {
      if (!KEPT_CAPABILITIES.contains(capability)) {
        calls.add("capability " + capability, SystemCall.PRCTL, DROP_FROM_BOUNDING_SET, capability);
      }
    }
  }

  /// Takes from all programs the calls that [CallFilter] refuses. Where the kernel has no filters
  /// all stay.
  void limitCalls() {
    long filter = CallFilter.program(calls);
    calls.attempt("", SystemCall.PRCTL, SET_SECCOMP, FILTER, filter, 0, 0);
  }

  /// Becomes `user`, in `directory`.
  void become(Command.User user, String directory) {
    calls.add("", SystemCall.UMASK, 022);
    calls.add(directory, SystemCall.CHDIR, calls.text(directory));
    // The primary group too: else a file that denies it to the group is open to the others' right.
    int[] groups =
        LongStream.concat(
                LongStream.of(user.gid()), user.groups().stream().mapToLong(Long::longValue))
            .distinct()
            .mapToInt(group -> (int) group)
            .toArray();
    calls.add("", SystemCall.SETGROUPS, groups.length, calls.integers(groups));
    long gid = user.gid();
    calls.add("to " + gid, SystemCall.SETRESGID, gid, gid, gid);
    long uid = user.uid();
    calls.add("to " + uid, SystemCall.SETRESUID, uid, uid, uid);
  }
}
