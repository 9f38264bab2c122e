package dev.slipway.builder.sandbox;

/// Mounts as entries of a [CallSequence].
///
/// @param calls where they are added
record MountCalls(CallSequence calls) {
  /// Attributes of a mount, for `mount_setattr`.
  static final long READ_ONLY = 1;

  static final long NO_SUID = 2;
  static final long NO_DEVICES = 4;
  static final long NO_EXECUTION = 8;

  /// For all mounts below, too.
  static final long RECURSIVE = 0x8000;

  static final long BIND = 0x1000;
  static final long BIND_ALL = 0x1000 | 0x4000;
  private static final long HERE = HostDirectory.WORKING_DIRECTORY;

  /// How a mount is made: it has to succeed, or it may fail.
  interface Way {
    void mount(String source, String target, String type, long flags, String options);
  }

  /// A mount without which nothing runs.
  void mount(String source, String target, String type, long flags, String options) {
    calls.add(
        "of " + source + " on " + target,
        SystemCall.MOUNT,
        calls.text(source),
        calls.text(target),
        type.isEmpty() ? 0 : calls.text(type),
        flags,
        options.isEmpty() ? 0 : calls.text(options));
  }

  /// A mount without which all else goes on.
  void attempt(String source, String target, String type, long flags, String options) {
    calls.attempt(
        "of " + source + " on " + target,
        SystemCall.MOUNT,
        calls.text(source),
        calls.text(target),
        type.isEmpty() ? 0 : calls.text(type),
        flags,
        options.isEmpty() ? 0 : calls.text(options));
  }

  /// Gives the mount at `target` and all below it further attributes.
  void restrict(String target, long attributes) {
    calls.add(
        target,
        SystemCall.MOUNT_SETATTR,
        HERE,
        calls.text(target),
        RECURSIVE,
        calls.longs(attributes, 0, 0, 0),
        32);
  }
}
