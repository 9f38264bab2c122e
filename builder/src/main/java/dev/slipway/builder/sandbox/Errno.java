package dev.slipway.builder.sandbox;

import java.util.Map;

/// Linux's error numbers and what they mean.
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int ECHILD = 10;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EISDIR = 21;
  static final int EINVAL = 22;
  static final int ETXTBSY = 26;
  static final int ERANGE = 34;
  static final int ENOSYS = 38;
  static final int ENOTEMPTY = 39;
  static final int ELOOP = 40;
  static final int ENODATA = 61;
  static final int EOPNOTSUPP = 95;

  private static final Map<Integer, String> TEXTS =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM, operation not permitted"),
          Map.entry(ENOENT, "ENOENT, no such file or directory"),
          Map.entry(ESRCH, "ESRCH, no such process"),
          Map.entry(EINTR, "EINTR, interrupted"),
          Map.entry(5, "EIO, input/output error"),
          Map.entry(ENXIO, "ENXIO, no such device"),
          Map.entry(7, "E2BIG, arguments and environment are too long"),
          Map.entry(8, "ENOEXEC, not a program for this machine"),
          Map.entry(9, "EBADF, bad file descriptor"),
          Map.entry(ECHILD, "ECHILD, no such child"),
          Map.entry(11, "EAGAIN, try again"),
          Map.entry(12, "ENOMEM, out of memory"),
          Map.entry(EACCES, "EACCES, permission denied"),
          Map.entry(EBUSY, "EBUSY, in use"),
          Map.entry(EEXIST, "EEXIST, exists already"),
          Map.entry(18, "EXDEV, on another file system"),
          Map.entry(19, "ENODEV, no such file system or device"),
          Map.entry(ENOTDIR, "ENOTDIR, not a directory"),
          Map.entry(EISDIR, "EISDIR, is a directory"),
          Map.entry(EINVAL, "EINVAL, invalid argument"),
          Map.entry(23, "ENFILE, too many open files on this machine"),
          Map.entry(24, "EMFILE, too many open files"),
          Map.entry(ETXTBSY, "ETXTBSY, program is being written"),
          Map.entry(27, "EFBIG, file too large"),
          Map.entry(28, "ENOSPC, no space left or a limit of the user namespace is reached"),
          Map.entry(30, "EROFS, read-only file system"),
          Map.entry(31, "EMLINK, too many links"),
          Map.entry(32, "EPIPE, broken pipe"),
          Map.entry(ERANGE, "ERANGE, out of range"),
          Map.entry(36, "ENAMETOOLONG, name too long"),
          Map.entry(ENOSYS, "ENOSYS, this kernel does not have it"),
          Map.entry(ENOTEMPTY, "ENOTEMPTY, directory not empty"),
          Map.entry(ELOOP, "ELOOP, a symbolic link, or too many"),
          Map.entry(ENODATA, "ENODATA, no such attribute"),
          Map.entry(75, "EOVERFLOW, value too large or owner not mapped"),
          Map.entry(87, "EUSERS, too many nested user namespaces"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP, not supported by the file system"),
          Map.entry(116, "ESTALE, stale file handle"),
          Map.entry(122, "EDQUOT, disk quota exceeded"));

  private Errno() {}

  /// The name and meaning of `number`, for messages.
  static String text(int number) {
    if (number == 0) {
      return "it ended too early";
    }
    return TEXTS.getOrDefault(number, "error number " + number);
  }
}
