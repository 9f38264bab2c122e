package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.worker.Contract.Proof;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What root of a sandbox does not see, reach or do.
final class ConfinementProofs {
  private ConfinementProofs() {}

  static Map<String, Proof> all() {
    var all = new LinkedHashMap<String, Proof>();
    all.put("shows the working devices", ConfinementProofs::devices);
    all.put("gives root fourteen capabilities and others none", ConfinementProofs::capabilities);
    all.put("does not let root leave by a second chroot", ConfinementProofs::chrootTwice);
    all.put("shows nothing of the host through /proc", ConfinementProofs::proc);
    all.put("does not let root write to /proc/sys and /sys", ConfinementProofs::readOnly);
    all.put("does not let root mount or unmount", ConfinementProofs::noMounts);
    all.put("does not let root reach disks through device nodes", ConfinementProofs::noDisks);
    all.put("does not let root kill what is outside", ConfinementProofs::noKill);
    all.put("ends what a command leaves behind", ConfinementProofs::noDaemons);
    all.put("does not follow links of the image to the host", ConfinementProofs::plantedLinks);
    all.put("does not let a step write memory that is read only", ConfinementProofs::memoryToRead);
    all.put("gives all rights to whoever has leave for them", ConfinementProofs::allRights);
    return all;
  }

  private static void devices(TestWorker worker) throws Exception {
    var told =
        worker.run(
            "ls /dev | tr '\\n' ' '; echo x > /dev/null; head -c 3 /dev/zero | wc -c;"
                + " head -c 5 /dev/urandom | wc -c; echo y > /dev/full || echo full;"
                + " echo e > /dev/stderr; touch /dev/shm/x; ls -d /dev/mqueue; readlink /dev/ptmx;"
                + " exec 3<>/dev/ptmx && ls /dev/pts; cat </dev/tty || echo no tty; touch /dev/own");
    assertThat(told.output())
        .isEqualTo(
            "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero"
                + " 3\n5\nfull\n/dev/mqueue\npts/ptmx\n0\nptmx\nno tty\n");
    assertThat(told.errors()).contains("e\n");
    assertThat(worker.run("ls /dev/shm /dev/own").output())
        .doesNotContain("x")
        .doesNotContain("own");
  }

  private static void capabilities(TestWorker worker) throws Exception {
    var script = "grep -E 'Cap(Inh|Prm|Eff|Bnd|Amb)|NoNew' /proc/self/status";
    assertThat(worker.run(script).output())
        .isEqualTo(
            """
            CapInh:\t0000000000000000
            CapPrm:\t00000000a80425fb
            CapEff:\t00000000a80425fb
            CapBnd:\t00000000a80425fb
            CapAmb:\t0000000000000000
            NoNewPrivs:\t0
            """);
    var command =
        new Command(
            List.of("sh", "-c", script),
            TestWorker.ENVIRONMENT,
            "/",
            new Command.User(1000, 1000, List.of()));
    assertThat(worker.run(worker.base, command, TestWorker.isolation()).output())
        .contains("CapPrm:\t0000000000000000", "CapEff:\t0000000000000000");
  }

  private static void chrootTwice(TestWorker worker) throws Exception {
    var mark = Files.writeString(worker.folder.resolve("mark"), "secret");
    var told =
        worker.run(
            """
            mkdir -p /jail/bin; cp /bin/busybox /jail/bin/sh
            ls / > /before
            cd /
            chroot /jail /bin/sh -c 'i=0; while [ $i -lt 40 ]; do cd ..; i=$((i+1)); done
              echo *'
            ls -d /.. /../.. /../../*; cat %1$s /..%1$s /proc/1/root%1$s /proc/self/root/..%1$s
            """
                .formatted(mark));
    assertThat(told.output())
        .doesNotContain("secret")
        .doesNotContain("work")
        .doesNotContain("home");
  }

  private static void proc(TestWorker worker) throws Exception {
    var told =
        worker.run(
            """
            for p in /proc/[0-9]*; do
              echo "$p $(cat $p/comm)"
            done
            for f in root cwd exe; do readlink /proc/1/$f; done
            ls /proc/1/fd /proc/1/map_files /proc/1/task/1/root/
            cat /proc/1/environ /proc/1/maps /proc/1/mem
            cat /proc/self/mountinfo
            wc -c < /proc/kcore; wc -c < /proc/keys; ls /sys/firmware
            """);
    // A copy is mounted from where it lies, and that shows, as the path of a root and nowhere else.
    var shown =
        worker.worker.overlay() == Overlay.COPIES
            ? told.output().replaceAll("(?m)^\\d+ \\d+ \\S+ \\S+ / .*$", "")
            : told.output();
    assertThat(shown).doesNotContain("java").doesNotContain(worker.folder.toString());
    var processes = told.output().lines().filter(line -> line.matches("/proc/\\d+ .*")).toList();
    assertThat(processes).hasSizeLessThanOrEqualTo(5);
    // All that could be read of the first process is its name.
    assertThat(told.output().lines().filter(line -> line.startsWith("/") && !line.endsWith(":")))
        .allMatch(line -> line.matches("/proc/\\d+ \\S+"));
    assertThat(told.output()).doesNotContain("PATH=/usr");
  }

  private static void readOnly(TestWorker worker) throws Exception {
    var told =
        worker.run(
            """
            cat /proc/sys/kernel/hostname
            echo bad > /proc/sys/kernel/hostname && echo wrote 1
            echo 1 > /proc/sys/vm/drop_caches && echo wrote 2
            echo b > /proc/sysrq-trigger && echo wrote 3
            mkdir /sys/fs/cgroup/x /sys/fs/cgroup/*/x && echo wrote 4
            echo 1 > /sys/kernel/mm/ksm/run && echo wrote 5
            chmod 000 /dev/null && echo wrote 6
            echo bad > /etc/hosts && echo wrote 7
            true
            """);
    assertThat(told.output()).isEqualTo("buildkitsandbox\n");
  }

  private static void noMounts(TestWorker worker) throws Exception {
    var told =
        worker.run(
            """
            mkdir /m
            mount -t tmpfs none /m && echo did 1
            mount -o bind / /m && echo did 2
            mount -t proc proc /m && echo did 3
            umount /proc/sys && echo did 4
            umount /etc/hosts && echo did 5
            mount -o remount,rw /proc/sys && echo did 6
            unshare -m true && echo did 7
            true
            """);
    assertThat(told.output()).isEmpty();
  }

  private static void noDisks(TestWorker worker) throws Exception {
    var told =
        worker.run(
            """
            for folder in / /dev /dev/shm /tmp /proc /sys; do
              for disk in "254 0" "8 0" "259 0" "253 0"; do
                mknod $folder/disk b $disk && head -c 1 $folder/disk >/dev/null && echo read $folder
                rm -f $folder/disk
              done
              mknod $folder/memory c 1 1 && head -c 1 $folder/memory >/dev/null && echo read
              mknod $folder/zero c 1 5 && head -c 1 $folder/zero >/dev/null && echo read
              rm -f $folder/memory $folder/zero
            done
            true
            """);
    assertThat(told.output()).isEmpty();
  }

  private static void noKill(TestWorker worker) throws Exception {
    var outside = new ProcessBuilder("sleep", "60").start();
    try {
      var told =
          worker.run("kill -9 %d; kill -9 1; kill -9 -1; echo still here".formatted(outside.pid()));
      assertThat(told.output()).isEqualTo("still here\n");
      assertThat(outside.isAlive()).isTrue();
      assertThat(worker.run("echo again").output()).isEqualTo("again\n");
    } finally {
      outside.destroyForcibly();
    }
  }

  private static void noDaemons(TestWorker worker) throws Exception {
    var before = sleepers();
    long start = System.nanoTime();
    var told =
        worker.run(
            "(setsid nohup sleep 4321 </dev/null >/dev/null 2>&1 &); setsid sleep 4321 & echo done");
    assertThat(told.output()).isEqualTo("done\n");
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    assertThat(sleepers()).isEqualTo(before);
  }

  private static long sleepers() {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::info)
        .filter(info -> info.commandLine().orElse("").contains("4321"))
        .count();
  }

  private static void plantedLinks(TestWorker worker) throws Exception {
    var host = Files.createTempDirectory(worker.folder, "host");
    Files.createDirectory(host.resolve("etc"));
    Files.writeString(host.resolve("etc/kept"), "kept");
    var told =
        worker.run(
            ("rm -r /etc; ln -s %1$s/etc /etc; ln -s ../../../..%1$s /opt;"
                    + " ln -s %1$s/made /work")
                .formatted(host));
    var isolation = TestWorker.isolation(new Mount.Memory("/opt/deep", 0));
    var command =
        new Command(
            List.of("sh", "-c", "cat /etc/resolv.conf; pwd; touch /etc/x /opt/y /work/z; ls /etc"),
            TestWorker.ENVIRONMENT,
            "/work",
            Command.User.ROOT);
    var next = worker.run(told.layers(), command, isolation);
    assertThat(next.output()).contains("nameserver 192.0.2.1").contains("hosts");
    try (var files = Files.walk(host)) {
      assertThat(files.map(path -> host.relativize(path).toString()))
          .containsExactlyInAnyOrder("", "etc", "etc/kept");
    }
  }

  private static void memoryToRead(TestWorker worker) throws Exception {
    var isolation =
        TestWorker.isolation(
            new Mount.Memory("/m", 1 << 20, Mount.Access.READ), new Mount.Memory("/m/deep", 0));
    var script = "touch /m/x || echo refused; touch /m/deep/y && ls /m /m/deep";
    var told = worker.run(worker.base, TestWorker.shell(script), isolation);
    assertThat(told.output()).isEqualTo("refused\n/m:\ndeep\n\n/m/deep:\ny\n");
  }

  private static void allRights(TestWorker worker) throws Exception {
    var script =
        "mkdir /m && mount -t tmpfs none /m && umount /m && echo mounted;"
            + " grep -c ' /proc/' /proc/self/mountinfo; hostname renamed && hostname;"
            + " grep -c ' /sys ro' /proc/self/mountinfo";
    var told = worker.run(worker.base, TestWorker.shell(script), TestWorker.unlimited());
    assertThat(told.errors()).isEmpty();
    assertThat(told.output()).isEqualTo("mounted\n0\nrenamed\n0\n");
  }
}
