package dev.slipway.builder.sandbox;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The system calls that no command may make, whatever it asks for, with their numbers in each
/// form in which a program can call the kernel.
///
/// They are those that Docker's profile refuses to a process with Docker's capabilities, of the
/// calls that kernels still have: what mounts, what enters other namespaces, what belongs to the
/// whole machine, keys, and what is dear only to whoever looks for a hole (`io_uring`, `bpf`,
/// `userfaultfd`). Most of them need a capability that a command does not have, but in a user
/// namespace of its own it would have them all.
enum RefusedCall {
  ACCT(163, 51, 89, 51),
  ADD_KEY(248, 286, 217, 309),
  BPF(321, 357, 280, 386),
  CLOCK_SETTIME(227, 264, 112, 262),
  CLOCK_SETTIME64(RefusedCall.NONE, 404, RefusedCall.NONE, 404),
  DELETE_MODULE(176, 129, 106, 129),
  FANOTIFY_INIT(300, 338, 262, 367),
  FINIT_MODULE(313, 350, 273, 379),
  FSCONFIG(431),
  FSMOUNT(432),
  FSOPEN(430),
  FSPICK(433),
  GET_MEMPOLICY(239, 275, 236, 320),
  INIT_MODULE(175, 128, 105, 128),
  IOPERM(173, 101, RefusedCall.NONE, RefusedCall.NONE),
  IOPL(172, 110, RefusedCall.NONE, RefusedCall.NONE),
  IO_URING_ENTER(426),
  IO_URING_REGISTER(427),
  IO_URING_SETUP(425),
  KCMP(312, 349, 272, 378),
  KEXEC_FILE_LOAD(320, RefusedCall.NONE, 294, 401),
  KEXEC_LOAD(246, 283, 104, 347),
  KEYCTL(250, 288, 219, 311),
  LOOKUP_DCOOKIE(212, 253, 18, 249),
  MBIND(237, 274, 235, 319),
  MIGRATE_PAGES(256, 294, 238, 400),
  MOUNT(165, 21, 40, 21),
  MOUNT_SETATTR(442),
  MOVE_MOUNT(429),
  MOVE_PAGES(279, 317, 239, 344),
  OPEN_BY_HANDLE_AT(304, 342, 265, 371),
  OPEN_TREE(428),
  OPEN_TREE_ATTR(467),
  PERF_EVENT_OPEN(298, 336, 241, 364),
  PIDFD_GETFD(438),
  PIVOT_ROOT(155, 217, 41, 218),
  PROCESS_MADVISE(440),
  QUOTACTL(179, 131, 60, 131),
  QUOTACTL_FD(443),
  REBOOT(169, 88, 142, 88),
  REQUEST_KEY(249, 287, 218, 310),
  SETDOMAINNAME(171, 121, 162, 121),
  SETHOSTNAME(170, 74, 161, 74),
  SETNS(308, 346, 268, 375),
  SETTIMEOFDAY(164, 79, 170, 79),
  SET_MEMPOLICY(238, 276, 237, 321),
  SET_MEMPOLICY_HOME_NODE(450),
  STIME(RefusedCall.NONE, 25, RefusedCall.NONE, 25),
  SWAPOFF(168, 115, 225, 115),
  SWAPON(167, 87, 224, 87),
  SYSLOG(103, 103, 116, 103),
  UMOUNT(RefusedCall.NONE, 22, RefusedCall.NONE, 22),
  UMOUNT2(166, 52, 39, 52),
  UNSHARE(272, 310, 97, 337),
  USERFAULTFD(323, 374, 282, 388),
  VHANGUP(153, 111, 58, 111),
  VM86(RefusedCall.NONE, 166, RefusedCall.NONE, RefusedCall.NONE),
  VM86OLD(RefusedCall.NONE, 113, RefusedCall.NONE, RefusedCall.NONE);

  private static final int NONE = -1;

  private final int amd64;
  private final int i386;
  private final int arm64;
  private final int arm;

  RefusedCall(int amd64, int i386, int arm64, int arm) {
    this.amd64 = amd64;
    this.i386 = i386;
    this.arm64 = arm64;
    this.arm = arm;
  }

  // Numbers above 423 are the same everywhere.
  RefusedCall(int everywhere) {
    this(everywhere, everywhere, everywhere, everywhere);
  }

  /// The numbers of all that `form` has.
  static IntStream numbers(Form form) {
    return Stream.of(values()).mapToInt(call -> call.number(form)).filter(number -> number != NONE);
  }

  private int number(Form form) {
    return switch (form) {
      case AMD64 -> amd64;
      case I386 -> i386;
      case ARM64 -> arm64;
      case ARM -> arm;
    };
  }

  /// A form in which programs call the kernel. A machine of one has two: its own, and that of the
  /// programs of 32 bits that it runs as well.
  enum Form {
    AMD64(0xc000_003e, 56, 41),
    I386(0x4000_0003, 120, 359),
    ARM64(0xc000_00b7, 220, 198),
    ARM(0x4000_0028, 120, 281);

    /// What the kernel calls it (`AUDIT_ARCH_…`, linux/audit.h).
    final int label;

    /// The number of `clone`.
    final int clone;

    /// The number of `socket`.
    final int socket;

    Form(int label, int clone, int socket) {
      this.label = label;
      this.clone = clone;
      this.socket = socket;
    }
  }
}
