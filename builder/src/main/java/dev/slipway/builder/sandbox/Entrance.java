package dev.slipway.builder.sandbox;

import dev.slipway.builder.sandbox.Isolation.Network;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The way into a sandbox: what one thread of the worker does, call by call.
///
/// Namespaces are a thread's own until it shares them. So a fresh thread leaves those of the
/// worker, lays out `/dev`, `/proc` and `/sys`, makes the command's root its own and lets go of
/// the old one, gives up rights, starts the command, and ends. All of it is prepared beforehand;
/// see [CallSequence].
final class Entrance implements AutoCloseable {
  /// Attributes of a mount, for `mount_setattr`.
  static final long READ_ONLY = 1;

  static final long NO_SUID = 2;
  static final long NO_DEVICES = 4;
  static final long NO_EXECUTION = 8;
  static final long RECURSIVE = 0x8000;

  private static final long BIND = 0x1000;
  private static final long BIND_ALL = 0x1000 | 0x4000;
  private static final long PRIVATE_ALL = 0x40000 | 0x4000;
  private static final long DETACH = 2;
  private static final long HERE = HostDirectory.WORKING_DIRECTORY;
  private static final long CLOSE_ON_EXEC = HostDirectory.CLOSE_ON_EXEC;
  private static final int EMPTY_PATH_OF_SOURCE = 4;

  private static final long NEW_MOUNTS = 0x20000;
  private static final long NEW_NAMES = 0x4000000;
  private static final long NEW_QUEUES = 0x8000000;
  private static final long NEW_PROCESSES = 0x20000000;
  private static final long NEW_NETWORK = 0x40000000;
  private static final long OWN_DIRECTORIES = 0x200;
  private static final long OWN_FILES = 0x400;

  // PR_CAPBSET_DROP, KEYCTL_JOIN_SESSION_KEYRING, SIOCSIFFLAGS, IFF_UP | IFF_RUNNING
  private static final long DROP_FROM_BOUNDING_SET = 24;
  private static final long JOIN_SESSION_KEYRING = 1;
  private static final long SET_INTERFACE_FLAGS = 0x8914;
  private static final short UP_AND_RUNNING = 0x41;

  /// Docker's: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP,
  /// NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP.
  private static final Set<Integer> KEPT_CAPABILITIES =
      Set.of(0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31);

  /// The first process of the new pid namespace. It mounts `/proc`, which shows the processes of
  /// whoever mounts it, says so, and then waits until it is killed, and all others with it.
  /// Waiting for a child of its own it also takes in what other processes leave behind.
  ///
  /// It opens nothing after it has said so: from then on its root may change at any moment, and
  /// where `/dev/null` is missing for a moment the shell would end, and with it the namespace.
  private static final String FIRST_PROCESS =
      """
      mount -t proc -o nosuid,nodev,noexec proc "$0" || exit 1
      cd /
      exec 3<&0 4>&1 </dev/null >/dev/null 2>&1
      echo ok >&4
      exec 4>&-
      while :; do read line <&3 & wait; done
      """;

  private static final List<String> DEVICES =
      List.of("null", "zero", "full", "random", "urandom", "tty");

  /// What a step sees in addition that has leave for everything: as far as the machine has it.
  private static final List<String> POWERFUL_DEVICES =
      Stream.concat(
              Stream.of("cuse", "fuse", "kmsg", "kvm", "loop-control"),
              IntStream.range(0, 8).mapToObj(number -> "loop" + number))
          .toList();

  private final Yard yard;
  private final String name;
  private final CallSequence calls = new CallSequence();
  private @Nullable Limits limits;
  private int first = -1;
  private int command = -1;

  Entrance(Yard yard, String name) {
    this.yard = yard;
    this.name = name;
  }

  void lay(
      Command program,
      Isolation isolation,
      List<Sandbox.Placement> placements,
      int output,
      int errors)
      throws IOException {
    if (!isolation.limits().isEmpty()) {
      limits = Limits.open(isolation.limits(), program.user(), yard.folder(), name + "/mounts");
    }
    leaveNamespaces(isolation.network());
    startFirstProcess();
    if (isolation.rights() == Isolation.Rights.USUAL) {
      layOutProcesses();
    }
    layOutDevices(isolation.rights());
    layOutSystem(isolation);
    var all = new ArrayList<Sandbox.Placement>();
    for (var part : List.of("dev", "proc", "sys")) {
      var target = TreePath.of(part);
      all.add(new Sandbox.Placement(name + "/" + part, target, Sandbox.Missing.NOTHING));
    }
    all.addAll(placements);
    changeRoot(all);
    calls.add("", SystemCall.SETHOSTNAME, calls.text(isolation.hostname()), length(isolation));
    calls.attempt("", SystemCall.KEYCTL, JOIN_SESSION_KEYRING, 0);
    if (isolation.rights() == Isolation.Rights.USUAL) {
      giveUpRights();
    }
    become(program.user(), program.directory());
    calls.add("", SystemCall.DUP3, yard.nothing(), 0, 0);
    calls.add("", SystemCall.DUP3, output, 1, 0);
    calls.add("", SystemCall.DUP3, errors, 2, 0);
    // CLOSE_RANGE_CLOEXEC
    calls.add("", SystemCall.CLOSE_RANGE, 3, 0xffff_ffffL, 4);
    command =
        calls.spawn(
            program.arguments().getFirst(),
            program.candidates(),
            program.arguments(),
            program.environment(),
            limits == null ? 0 : limits.actions());
    calls.seal();
  }

  private static long length(Isolation isolation) {
    return isolation.hostname().getBytes(StandardCharsets.UTF_8).length;
  }

  private void leaveNamespaces(Network network) {
    long all = NEW_MOUNTS | NEW_NAMES | NEW_QUEUES | NEW_PROCESSES | OWN_DIRECTORIES | OWN_FILES;
    calls.add("namespaces", SystemCall.UNSHARE, network == Network.NONE ? all | NEW_NETWORK : all);
    calls.add("private", SystemCall.MOUNT, 0, calls.text("/"), 0, PRIVATE_ALL, 0);
    if (network == Network.NONE) {
      raiseLoopback();
    }
  }

  private void raiseLoopback() {
    // struct ifreq: a name of sixteen bytes, then the flags.
    var request = calls.memory(40);
    request.setString(0, "lo");
    request.set(ValueLayout.JAVA_SHORT, 16, UP_AND_RUNNING);
    // AF_INET, SOCK_DGRAM
    int socket = calls.add("", SystemCall.SOCKET, 2, 2 | CLOSE_ON_EXEC, 0);
    calls.add(
        "loopback",
        SystemCall.IOCTL,
        CallSequence.resultOf(socket),
        SET_INTERFACE_FLAGS,
        request.address());
  }

  private void startFirstProcess() {
    calls.add("", SystemCall.PIPE2, calls.cellAddress(0), CLOSE_ON_EXEC);
    calls.add("", SystemCall.DUP3, yard.silence(), 0, 0);
    calls.add("", SystemCall.DUP3, CallSequence.cell(1), 1, 0);
    first =
        calls.spawn(
            "/bin/sh",
            List.of("/bin/sh"),
            List.of("sh", "-c", FIRST_PROCESS, name + "/proc"),
            List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin"));
    // Nobody may hold the writing end any more but the process, or its end would not be noticed.
    calls.add("", SystemCall.CLOSE, CallSequence.cell(1));
    calls.add("", SystemCall.DUP3, yard.nothing(), 1, 0);
    calls.expect(
        1,
        "from the first process of the sandbox, which mounts /proc",
        SystemCall.READ,
        CallSequence.cell(0),
        calls.memory(8).address(),
        1);
  }

  private void layOutProcesses() {
    hide("/proc/", this::mount);
    for (var path : yard.readOnly()) {
      var target = name + path;
      mount(target, target, "", BIND_ALL, "");
      restrict(target, READ_ONLY | NO_SUID | NO_DEVICES | NO_EXECUTION);
    }
  }

  // Without a network the machine's sysfs would still show its interfaces. A fresh one shows only
  // those of its own network; where the kernel does not let a container mount one, there is none.
  private void layOutSystem(Isolation isolation) {
    var folder = name + "/sys";
    long plain = NO_SUID | NO_DEVICES | NO_EXECUTION;
    if (isolation.network() == Network.NONE) {
      mount("tmpfs", folder, "tmpfs", plain, "size=0k");
      attempt("sysfs", folder, "sysfs", plain, "");
      attempt("/sys/fs/cgroup", folder + "/fs/cgroup", "", BIND_ALL, "");
    } else {
      mount("/sys", folder, "", BIND_ALL, "");
    }
    if (isolation.rights() == Isolation.Rights.USUAL) {
      restrict(folder, plain | READ_ONLY);
      hide("/sys/", isolation.network() == Network.NONE ? this::attempt : this::mount);
    }
  }

  private interface Mounting {
    void mount(String source, String target, String type, long flags, String options);
  }

  private void hide(String below, Mounting mounting) {
    for (var path : yard.hiddenFiles()) {
      if (path.startsWith(below)) {
        mounting.mount("/dev/null", name + path, "", BIND, "");
        restrict(name + path, READ_ONLY);
      }
    }
    for (var path : yard.hiddenDirectories()) {
      if (path.startsWith(below)) {
        long flags = READ_ONLY | NO_SUID | NO_DEVICES;
        mounting.mount("tmpfs", name + path, "tmpfs", flags, "size=0k");
      }
    }
  }

  // The nodes are the machine's own, because in a user namespace none can be made: read only, so
  // that their modes stay, which does not keep anybody from writing to the devices. The directory
  // itself takes no devices, so that root cannot make one that reaches a disk.
  private void layOutDevices(Isolation.Rights rights) {
    var folder = name + "/dev";
    mount("tmpfs", folder, "tmpfs", NO_SUID | NO_DEVICES, "mode=755,size=65536k");
    DEVICES.forEach(device -> layOutDevice(folder, device));
    if (rights == Isolation.Rights.ALL) {
      POWERFUL_DEVICES.stream()
          .filter(device -> Files.exists(Path.of("/dev", device)))
          .forEach(device -> layOutDevice(folder, device));
    }
    for (var part : List.of("pts", "shm", "mqueue")) {
      calls.add(part, SystemCall.MKDIRAT, HERE, calls.text(folder + "/" + part), 0755);
    }
    long plain = NO_SUID | NO_EXECUTION;
    mount("devpts", folder + "/pts", "devpts", plain, "newinstance,ptmxmode=0666,mode=0620");
    long closed = plain | NO_DEVICES;
    mount("tmpfs", folder + "/shm", "tmpfs", closed, "mode=1777,size=65536k");
    mount("mqueue", folder + "/mqueue", "mqueue", closed, "");
    link("/proc/self/fd", folder + "/fd");
    link("/proc/self/fd/0", folder + "/stdin");
    link("/proc/self/fd/1", folder + "/stdout");
    link("/proc/self/fd/2", folder + "/stderr");
    link("pts/ptmx", folder + "/ptmx");
  }

  private void layOutDevice(String folder, String device) {
    var target = folder + "/" + device;
    calls.add(target, SystemCall.MKNODAT, HERE, calls.text(target), 0100666, 0);
    mount("/dev/" + device, target, "", BIND, "");
    restrict(target, READ_ONLY);
  }

  private void link(String target, String path) {
    calls.add(path, SystemCall.SYMLINKAT, calls.text(target), HERE, calls.text(path));
  }

  private void mount(String source, String target, String type, long flags, String options) {
    calls.add(
        "of %s on %s".formatted(source, target),
        SystemCall.MOUNT,
        calls.text(source),
        calls.text(target),
        type.isEmpty() ? 0 : calls.text(type),
        flags,
        options.isEmpty() ? 0 : calls.text(options));
  }

  private void attempt(String source, String target, String type, long flags, String options) {
    calls.attempt(
        "of %s on %s".formatted(source, target),
        SystemCall.MOUNT,
        calls.text(source),
        calls.text(target),
        type.isEmpty() ? 0 : calls.text(type),
        flags,
        options.isEmpty() ? 0 : calls.text(options));
  }

  private void restrict(String target, long attributes) {
    calls.add(
        target,
        SystemCall.MOUNT_SETATTR,
        HERE,
        calls.text(target),
        RECURSIVE,
        calls.longs(attributes, 0, 0, 0),
        32);
  }

  // Everything that is to appear inside is picked up before the root changes and put down
  // afterwards, when every path means what it means to the command.
  private void changeRoot(List<Sandbox.Placement> placements) {
    var picked = new ArrayList<Integer>();
    for (var placement : placements) {
      long source = calls.text(placement.source());
      picked.add(calls.add(placement.source(), SystemCall.OPEN_TREE, HERE, source, CLOSE_ON_EXEC));
    }
    long here = calls.text(".");
    calls.add("the new root", SystemCall.CHDIR, calls.text(name + "/root"));
    calls.add("", SystemCall.PIVOT_ROOT, here, here);
    long nothing = calls.text("");
    for (int i = 0; i < placements.size(); i++) {
      var target = placements.get(i).target().toString();
      make(placements.get(i));
      calls.add(
          target,
          SystemCall.MOVE_MOUNT,
          CallSequence.resultOf(picked.get(i)),
          nothing,
          HERE,
          calls.text(target),
          EMPTY_PATH_OF_SOURCE);
    }
    for (var placement : placements) {
      if (placement.access() == Mount.Access.READ) {
        var target = placement.target().toString();
        calls.add(
            target,
            SystemCall.MOUNT_SETATTR,
            HERE,
            calls.text(target),
            0,
            calls.longs(READ_ONLY, 0, 0, 0),
            32);
      }
    }
    // The old root lies on top of the new one, where "." finds it and "/" does not.
    calls.add("of the old root", SystemCall.UMOUNT2, here, DETACH);
    calls.add("/", SystemCall.CHDIR, calls.text("/"));
  }

  // Most of the way is there, and whether the rest could be made shows when it is used.
  private void make(Sandbox.Placement placement) {
    if (placement.missing() == Sandbox.Missing.NOTHING) {
      return;
    }
    var path = TreePath.ROOT;
    for (var name : placement.target().parent().names()) {
      path = path.child(name);
      calls.attempt("", SystemCall.MKDIRAT, HERE, calls.text(path.toString()), 0755);
    }
    long last = calls.text(placement.target().toString());
    switch (placement.missing()) {
      case NOTHING -> {}
      case DIRECTORY -> calls.attempt("", SystemCall.MKDIRAT, HERE, last, 0755);
      case FILE -> calls.attempt("", SystemCall.MKNODAT, HERE, last, 0100644, 0);
    }
  }

  private void giveUpRights() {
    for (int capability = 0; capability <= yard.lastCapability(); capability++) {
      if (!KEPT_CAPABILITIES.contains(capability)) {
        calls.add("capability " + capability, SystemCall.PRCTL, DROP_FROM_BOUNDING_SET, capability);
      }
    }
  }

  private void become(Command.User user, String directory) {
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

  /// Goes in, on a thread of its own.
  void perform() {
    var limited = limits;
    if (limited == null) {
      Rehearsal.perform(calls);
    } else {
      Rehearsal.perform(
          () -> {
            limited.watch();
            calls.run();
          });
    }
  }

  /// What runs inside now.
  ///
  /// @throws IOException when the way in was blocked; then nothing runs
  Running running(int output, int errors) throws IOException {
    if (limits != null) {
      try {
        limits.end();
      } catch (IOException e) {
        Running.of(calls.result(first), calls.result(command), output, errors).finish();
        throw e;
      }
    }
    var failure = calls.failure();
    if (failure.isEmpty()) {
      return Running.of(calls.result(first), calls.result(command), output, errors);
    }
    var running = Running.of(calls.result(first), -1, output, errors);
    if (calls.failedAt(command)) {
      int errno = failure.get().errno();
      return running.instead(
          new Outcome.NotStarted(failure.get().call() + ": " + Errno.text(errno), errno));
    }
    running.finish();
    throw new SystemCallException(
        failure.get().call(), failure.get().errno(), "while a sandbox was entered");
  }

  @Override
  public void close() {
    calls.close();
    if (limits != null) {
      limits.close();
    }
  }
}
