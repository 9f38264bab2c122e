package dev.slipway.builder.sandbox;

import dev.slipway.builder.sandbox.Isolation.Network;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way into a sandbox: what one thread of the worker does, call by call.
///
/// Namespaces are a thread's own until it shares them. So a fresh thread leaves those of the
/// worker, lays out `/dev`, `/proc` and `/sys`, makes the command's root its own and lets go of
/// the old one, gives up rights, starts the command, and ends. All of it is prepared beforehand;
/// see [CallSequence].
final class Entrance implements AutoCloseable {
  private static final long PRIVATE_ALL = 0x40000 | 0x4000;
  private static final long CLOSE_ON_EXEC = HostDirectory.CLOSE_ON_EXEC;

  private static final long NEW_MOUNTS = 0x20000;
  private static final long NEW_NAMES = 0x4000000;
  private static final long NEW_QUEUES = 0x8000000;
  private static final long NEW_PROCESSES = 0x20000000;
  private static final long NEW_NETWORK = 0x40000000;
  private static final long OWN_DIRECTORIES = 0x200;
  private static final long OWN_FILES = 0x400;

  // KEYCTL_JOIN_SESSION_KEYRING, SIOCSIFFLAGS, IFF_UP | IFF_RUNNING
  private static final long JOIN_SESSION_KEYRING = 1;
  private static final long SET_INTERFACE_FLAGS = 0x8914;
  private static final short UP_AND_RUNNING = 0x41;

  /// The first process of the new pid namespace. It mounts `/proc`, which shows the processes of
  /// whoever mounts it, says so, and then waits until it is killed, and all others with it.
  /// Waiting for a child of its own it also takes in what other processes leave behind.
  ///
  /// It opens nothing after it has said so: from then on its root may change at any moment, and
  /// where `/dev/null` is missing for a moment the shell would end, and with it the namespace.
  ///
  /// A container in which parts of `/proc` are covered, as docker and Kubernetes cover them, lets
  /// no user namespace mount another one: that would uncover them. Its own is taken then. It lists
  /// the processes of the container, under their numbers there; of what they do only the steps of
  /// the same build tell anything, and no signal reaches any.
  private static final String FIRST_PROCESS =
      """
      mount -t proc -o nosuid,nodev,noexec proc "$0" 2>/dev/null || mount --rbind /proc "$0" || exit
      cd /
      exec 3<&0 4>&1 </dev/null >/dev/null 2>&1
      echo ok >&4
      exec 4>&-
      while :; do read line <&3 & wait; done
      """;

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
    var kernelFiles = new KernelFiles(yard, name, calls);
    if (isolation.rights() == Isolation.Rights.USUAL) {
      kernelFiles.layOutProcesses();
    }
    kernelFiles.layOutDevices(isolation.rights());
    kernelFiles.layOutSystem(isolation);
    var all = new ArrayList<Sandbox.Placement>();
    for (var part : List.of("dev", "proc", "sys")) {
      var target = TreePath.of(part);
      all.add(new Sandbox.Placement(name + "/" + part, target, Sandbox.Missing.NOTHING));
    }
    all.addAll(placements);
    new RootChange(calls).add(name + "/root", all);
    calls.add("", SystemCall.SETHOSTNAME, calls.text(isolation.hostname()), length(isolation));
    calls.attempt("", SystemCall.KEYCTL, JOIN_SESSION_KEYRING, 0);
    var rights = new RightsLost(calls);
    if (isolation.rights() == Isolation.Rights.USUAL) {
      rights.limitCalls();
      rights.limitRoot(yard.lastCapability());
    }
    rights.become(program.user(), program.directory());
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
