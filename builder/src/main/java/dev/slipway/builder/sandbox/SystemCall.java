package dev.slipway.builder.sandbox;

import java.util.Locale;

/// The system calls in use, with their numbers.
///
/// Numbers above 423 are the same on every architecture.
enum SystemCall {
  CHDIR(80, 49),
  CLOSE(3, 57),
  CLOSE_RANGE(436, 436),
  DUP3(292, 24),
  FCHMODAT(268, 53),
  FCHOWNAT(260, 54),
  GETDENTS64(217, 61),
  GETPID(39, 172),
  IOCTL(16, 29),
  KEYCTL(250, 219),
  KILL(62, 129),
  LGETXATTR(192, 9),
  LINKAT(265, 37),
  LLISTXATTR(195, 12),
  LSETXATTR(189, 6),
  MKDIRAT(258, 34),
  MKNODAT(259, 33),
  MOUNT(165, 40),
  MOUNT_SETATTR(442, 442),
  MOVE_MOUNT(429, 429),
  NANOSLEEP(35, 101),
  OPENAT(257, 56),
  OPEN_TREE(428, 428),
  PIPE2(293, 59),
  PIVOT_ROOT(155, 41),
  PRCTL(157, 167),
  PRLIMIT64(302, 261),
  READ(0, 63),
  READLINKAT(267, 78),
  RENAMEAT2(316, 276),
  SETGROUPS(116, 159),
  SETHOSTNAME(170, 161),
  SETRESGID(119, 149),
  SETRESUID(117, 147),
  SOCKET(41, 198),
  STATX(332, 291),
  SYMLINKAT(266, 36),
  UMASK(95, 166),
  UMOUNT2(166, 39),
  UNLINKAT(263, 35),
  UNSHARE(272, 97),
  UTIMENSAT(280, 88),
  WAIT4(61, 260),
  WRITE(1, 64);

  private final int amd64;
  private final int arm64;

  SystemCall(int amd64, int arm64) {
    this.amd64 = amd64;
    this.arm64 = arm64;
  }

  /// The number on this machine.
  long number() {
    return Machine.CURRENT == Machine.AMD64 ? amd64 : arm64;
  }

  /// The name as the manual pages have it.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
