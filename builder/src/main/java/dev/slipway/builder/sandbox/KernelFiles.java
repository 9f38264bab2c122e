package dev.slipway.builder.sandbox;

import static dev.slipway.builder.sandbox.MountCalls.BIND;
import static dev.slipway.builder.sandbox.MountCalls.BIND_ALL;
import static dev.slipway.builder.sandbox.MountCalls.NO_DEVICES;
import static dev.slipway.builder.sandbox.MountCalls.NO_EXECUTION;
import static dev.slipway.builder.sandbox.MountCalls.NO_SUID;
import static dev.slipway.builder.sandbox.MountCalls.READ_ONLY;

import dev.slipway.builder.sandbox.Isolation.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The kernel's own file systems as a command sees them: `/dev`, `/proc` and `/sys`, laid out
/// beside the root of its sandbox.
final class KernelFiles {
  private static final long HERE = HostDirectory.WORKING_DIRECTORY;

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
  private final CallSequence calls;
  private final MountCalls mounts;

  /// Those of the sandbox `name` in `yard`, as entries of `calls`.
  KernelFiles(Yard yard, String name, CallSequence calls) {
    this.yard = yard;
    this.name = name;
    this.calls = calls;
    mounts = new MountCalls(calls);
  }

  /// Hides parts of `/proc`, which is mounted already, and makes others read only.
  void layOutProcesses() {
    hide("/proc/", mounts::mount);
    for (var path : yard.readOnly()) {
      var target = name + path;
      mounts.mount(target, target, "", BIND_ALL, "");
      mounts.restrict(target, READ_ONLY | NO_SUID | NO_DEVICES | NO_EXECUTION);
    }
  }

  /// Lays out `/sys`.
  ///
  /// Without a network the machine's sysfs would still show its interfaces. A fresh one shows only
  /// those of its own network; where the kernel does not let a container mount one, there is none.
  void layOutSystem(Isolation isolation) {
    var folder = name + "/sys";
    long plain = NO_SUID | NO_DEVICES | NO_EXECUTION;
    if (isolation.network() == Network.NONE) {
      mounts.mount("tmpfs", folder, "tmpfs", plain, "size=0k");
      mounts.attempt("sysfs", folder, "sysfs", plain, "");
      mounts.attempt("/sys/fs/cgroup", folder + "/fs/cgroup", "", BIND_ALL, "");
    } else {
      mounts.mount("/sys", folder, "", BIND_ALL, "");
    }
    if (isolation.rights() == Isolation.Rights.USUAL) {
      mounts.restrict(folder, plain | READ_ONLY);
      hide("/sys/", isolation.network() == Network.NONE ? mounts::attempt : mounts::mount);
    }
  }

  private void hide(String below, MountCalls.Way way) {
    for (var path : yard.hiddenFiles()) {
      if (path.startsWith(below)) {
        way.mount("/dev/null", name + path, "", BIND, "");
        mounts.restrict(name + path, READ_ONLY);
      }
    }
    for (var path : yard.hiddenDirectories()) {
      if (path.startsWith(below)) {
        long flags = READ_ONLY | NO_SUID | NO_DEVICES;
        way.mount("tmpfs", name + path, "tmpfs", flags, "size=0k");
      }
    }
  }

  /// Lays out `/dev`.
  ///
  /// The nodes are the machine's own, because in a user namespace none can be made: read only, so
  /// that their modes stay, which does not keep anybody from writing to the devices. The directory
  /// itself takes no devices, so that root cannot make one that reaches a disk.
  void layOutDevices(Isolation.Rights rights) {
    var folder = name + "/dev";
    mounts.mount("tmpfs", folder, "tmpfs", NO_SUID | NO_DEVICES, "mode=755,size=65536k");
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
    mounts.mount("devpts", folder + "/pts", "devpts", plain, "newinstance,ptmxmode=0666,mode=0620");
    long closed = plain | NO_DEVICES;
    mounts.mount("tmpfs", folder + "/shm", "tmpfs", closed, "mode=1777,size=65536k");
    mounts.mount("mqueue", folder + "/mqueue", "mqueue", closed, "");
    link("/proc/self/fd", folder + "/fd");
    link("/proc/self/fd/0", folder + "/stdin");
    link("/proc/self/fd/1", folder + "/stdout");
    link("/proc/self/fd/2", folder + "/stderr");
    link("pts/ptmx", folder + "/ptmx");
  }

  private void layOutDevice(String folder, String device) {
    var target = folder + "/" + device;
    calls.add(target, SystemCall.MKNODAT, HERE, calls.text(target), 0100666, 0);
    mounts.mount("/dev/" + device, target, "", BIND, "");
    mounts.restrict(target, READ_ONLY);
  }

  private void link(String target, String path) {
    calls.add(path, SystemCall.SYMLINKAT, calls.text(target), HERE, calls.text(path));
  }
}
