package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Isolation;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.sandbox.Outcome;
import dev.slipway.builder.sandbox.Overlay;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What holds for a sandbox, whoever started it: as sentences, each with its proof.
final class Contract {
  /// A proof, on a worker that others use too.
  interface Proof {
    void on(TestWorker worker) throws Exception;
  }

  private Contract() {}

  static Map<String, Proof> all() {
    var all = new LinkedHashMap<String, Proof>();
    all.put("keeps what a command changed", Contract::keepsChanges);
    all.put("leaves no trace of what is mounted", Contract::leavesNoTrace);
    all.put("says that there is no such program", Contract::noSuchProgram);
    all.put("makes the directory to work in", Contract::makesDirectory);
    all.put("runs as another user, with groups", Contract::runsAsUser);
    all.put("tells the signal that ended a command", Contract::signals);
    all.put("keeps owners, set-id bits and times", Contract::keepsMetadata);
    all.put("writes removals for a folder made anew", Contract::opaqueFolder);
    all.put("leaves out what only looks changed", Contract::unchanged);
    all.put("keeps hard links", Contract::hardLinks);
    all.put("keeps names that are not UTF-8", Contract::oddNames);
    all.put("stacks a layer without parents over a symbolic link", Contract::symlinkedParents);
    all.put("stacks foreign layers as they are meant", Contract::foreignLayers);
    all.put("stacks a hundred and thirty layers, and six hundred", Contract::manyLayers);
    all.put("shows the working devices", Contract::devices);
    all.put("keeps the keys of the machine from commands", Contract::keys);
    all.put("gives root fourteen capabilities and others none", Contract::capabilities);
    all.put("does not let root leave by a second chroot", Contract::chrootTwice);
    all.put("shows nothing of the host through /proc", Contract::proc);
    all.put("does not let root write to /proc/sys and /sys", Contract::readOnly);
    all.put("does not let root mount or unmount", Contract::noMounts);
    all.put("does not let root reach disks through device nodes", Contract::noDisks);
    all.put("does not let root kill what is outside", Contract::noKill);
    all.put("ends what a command leaves behind", Contract::noDaemons);
    all.put("does not follow links of the image to the host", Contract::plantedLinks);
    all.put("mounts folders, memory and secrets for one command only", Contract::mounts);
    all.put("mounts into other mounts and into /dev", Contract::mountsInMounts);
    all.put("shows files of layers, and loses what is written to them", Contract::layerFiles);
    all.put("keeps caches, with what they begin with and their owner", Contract::caches);
    all.put("has only itself without a network", Contract::noNetwork);
    all.put("sets limits before the command begins", Contract::limits);
    all.put("does not let a step write memory that is read only", Contract::memoryToRead);
    all.put("gives all rights to whoever has leave for them", Contract::allRights);
    all.put("reaps orphans while the command runs", Contract::orphans);
    all.put("runs many at once", Contract::manyAtOnce);
    all.put("streams a lot of output", Contract::muchOutput);
    return all;
  }

  private static void keepsChanges(TestWorker worker) throws Exception {
    var told = worker.run("echo hello; echo oops >&2; echo content > /new; mkdir /d; rm /bin/sync");
    assertThat(told.errors()).isEqualTo("oops\n");
    assertThat(told.output()).isEqualTo("hello\n");
    assertThat(told.result()).isInstanceOf(RunResult.Changed.class);
    assertThat(TestWorker.listing(told))
        .containsExactly("bin/", "bin/.wh.sync", "d/", "dev/", "new", "proc/", "sys/");
    var next = worker.run(told.layers(), "cat /new; ls /bin/sync; exit 3");
    assertThat(next.output()).isEqualTo("content\n");
    assertThat(next.errors()).contains("No such file");
    assertThat(next.result()).isEqualTo(new RunResult.Failed(new Outcome.Exited(3)));
  }

  private static void leavesNoTrace(TestWorker worker) throws Exception {
    var told = worker.run("cat /etc/resolv.conf /etc/hosts; hostname");
    assertThat(told.output())
        .isEqualTo(
            """
            nameserver 192.0.2.1
            127.0.0.1\tlocalhost buildkitsandbox
            ::1\tlocalhost ip6-localhost ip6-loopback
            10.1.2.3\tsomewhere
            buildkitsandbox
            """);
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "proc/", "sys/");
    assertThat(TestWorker.listing(worker.run(told.layers(), "true"))).isEmpty();
  }

  private static void noSuchProgram(TestWorker worker) throws Exception {
    var command = new Command(List.of("nosuch"), TestWorker.ENVIRONMENT, "/", Command.User.ROOT);
    assertThat(worker.run(worker.base, command, TestWorker.isolation()).result())
        .isEqualTo(
            new RunResult.Failed(
                new Outcome.NotStarted("exec nosuch: ENOENT, no such file or directory", 2)));
    var denied =
        new Command(List.of("/etc/passwd"), TestWorker.ENVIRONMENT, "/", Command.User.ROOT);
    assertThat(worker.run(worker.base, denied, TestWorker.isolation()).result())
        .isEqualTo(
            new RunResult.Failed(
                new Outcome.NotStarted("exec /etc/passwd: EACCES, permission denied", 13)));
  }

  private static void makesDirectory(TestWorker worker) throws Exception {
    var user = new Command.User(1000, 1000, List.of());
    var command =
        new Command(
            List.of("sh", "-c", "pwd; stat -c '%u:%g %a' . .."),
            TestWorker.ENVIRONMENT,
            "/a/b",
            user);
    var told = worker.run(worker.base, command, TestWorker.isolation());
    assertThat(told.output()).isEqualTo("/a/b\n1000:1000 755\n1000:1000 755\n");
    assertThat(TestWorker.listing(told)).containsExactly("a/", "a/b/", "dev/", "proc/", "sys/");
  }

  private static void runsAsUser(TestWorker worker) throws Exception {
    var user = new Command.User(1000, 1001, List.of(5L, 60_000L));
    var command =
        new Command(
            List.of(
                "sh",
                "-c",
                "id -u; id -g; id -G; umask; tr '\\0' ' ' </proc/self/environ; su -c id"),
            List.of("PATH=/bin", "A=b"),
            "/",
            user);
    var told = worker.run(worker.base, command, TestWorker.isolation());
    assertThat(told.output()).startsWith("1000\n1001\n1001 5 60000\n0022\nPATH=/bin A=b ");
    assertThat(told.output()).doesNotContain("uid=0");
  }

  private static void signals(TestWorker worker) throws Exception {
    assertThat(worker.run("kill -TERM $$").result())
        .isEqualTo(new RunResult.Failed(new Outcome.Killed(15)));
    // Ignored and blocked signals of a JVM are not handed on.
    var command =
        new Command(
            List.of("grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"),
            TestWorker.ENVIRONMENT,
            "/",
            Command.User.ROOT);
    assertThat(worker.run(worker.base, command, TestWorker.isolation()).output())
        .isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  }

  private static void keepsMetadata(TestWorker worker) throws Exception {
    var told =
        worker.run(
            "echo x > /f; chown 1234:60001 /f; chmod 6755 /f; touch -d @1500000000 /f;"
                + " ln -s /nowhere /l; mkfifo /p; chown -R 7:8 /root; exit 0");
    var next =
        worker.run(
            told.layers(),
            "stat -c '%n %a %u:%g %Y %F' /f; readlink /l; stat -c '%n %F' /p;"
                + " stat -c '%u:%g' /root");
    assertThat(next.output())
        .isEqualTo("/f 6755 1234:60001 1500000000 regular file\n/nowhere\n/p fifo\n7:8\n");
    assertThat(TestWorker.listing(next)).isEmpty();
  }

  private static void opaqueFolder(TestWorker worker) throws Exception {
    var first = worker.run("mkdir -p /d/e; touch /d/a /d/b /d/e/x; rm /bin/sync");
    var told = worker.run(first.layers(), "rm -r /d; mkdir -p /d/e; touch /d/b /d/c");
    assertThat(TestWorker.listing(told))
        .containsExactly("d/", "d/.wh.a", "d/b", "d/c", "d/e/", "d/e/.wh.x");
    assertThat(worker.run(told.layers(), "find /d").output().lines())
        .containsExactlyInAnyOrder("/d", "/d/b", "/d/c", "/d/e");
    var replaced = worker.run(told.layers(), "rm -r /d; touch /d; rm -r /root; ln -s /tmp /root");
    assertThat(TestWorker.listing(replaced)).containsExactly("d", "root");
  }

  private static void unchanged(TestWorker worker) throws Exception {
    var first = worker.run("mkdir /d; echo x > /d/f; touch /d/g");
    var told =
        worker.run(
            first.layers(),
            "chmod 600 /d/f; chmod 644 /d/f; touch /d/n; rm /d/n; chown 0:0 /etc/passwd");
    assertThat(TestWorker.listing(told)).isEmpty();
    var touched = worker.run(first.layers(), "touch -d @1 /d/g");
    assertThat(TestWorker.listing(touched)).containsExactly("d/", "d/g");
  }

  private static void hardLinks(TestWorker worker) throws Exception {
    var told = worker.run("echo x > /a; ln /a /b; ln /etc/passwd /copy");
    assertThat(TestWorker.listing(told)).containsExactly("a", "b", "copy", "dev/", "proc/", "sys/");
    var next = worker.run(told.layers(), "stat -c %h /a /b; cat /b /copy | head -n 2");
    assertThat(next.output()).isEqualTo("2\n2\nx\nroot:x:0:0::/root:/bin/sh\n");
  }

  private static void oddNames(TestWorker worker) throws Exception {
    var told = worker.run("mkdir /d; echo x > \"/d/$(printf 'a\\377b')\"; echo y > /d/ő");
    var next = worker.run(told.layers(), "cat /d/a*b /d/ő; ls /d | wc -l; rm /d/a*");
    assertThat(next.output()).isEqualTo("x\ny\n2\n");
    assertThat(TestWorker.listing(next)).containsExactly("d/", "d/.wh.a\\377b");
  }

  private static void symlinkedParents(TestWorker worker) throws Exception {
    var lower =
        worker.layer(
            output -> {
              output.put(TreePath.of("lib"), link("usr/lib"), TestWorker.text(""));
              output.put(TreePath.of("usr"), TestWorker.directory(), TestWorker.text(""));
              output.put(
                  TreePath.of("usr/lib"),
                  TestWorker.directory().with(Metadata.of(0711, 5).withOwner(3, 4)),
                  TestWorker.text(""));
              TestWorker.file(output, "usr/lib/old", "old");
            });
    var folder = Files.createTempDirectory(worker.folder, "tar");
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(folder.resolve("lib/new"), "new");
    var upper = worker.foreign(folder, "lib/new");
    var layers = List.of(worker.base.getFirst(), lower, upper);
    var told =
        worker.run(
            layers,
            "cat /lib/old /lib/new /usr/lib/new; stat -c ' %a %u:%g %Y' /usr/lib; readlink /lib");
    assertThat(told.output()).isEqualTo("oldnewnew 711 3:4 5\nusr/lib\n");
  }

  private static void foreignLayers(TestWorker worker) throws Exception {
    var folder = Files.createTempDirectory(worker.folder, "tar");
    Files.createDirectories(folder.resolve("d/e"));
    Files.createDirectories(folder.resolve("gone"));
    Files.createDirectories(folder.resolve("back"));
    for (var file : List.of("d/a", "d/e/b", "gone/c", "back/old", "linked")) {
      Files.writeString(folder.resolve(file), file);
    }
    var lower = worker.foreign(folder, "d", "gone", "back", "linked");
    var upperFolder = Files.createTempDirectory(worker.folder, "tar");
    Files.createDirectories(upperFolder.resolve("d"));
    Files.createDirectories(upperFolder.resolve("back"));
    for (var file : List.of(".wh.gone", ".wh.back", "back/new", "d/.wh..wh..opq", "d/n")) {
      Files.writeString(upperFolder.resolve(file), file);
    }
    Files.createLink(upperFolder.resolve("same"), upperFolder.resolve("d/n"));
    var upper = worker.foreign(upperFolder, "d", ".wh.gone", ".wh.back", "back", "same");
    var told =
        worker.run(
            List.of(worker.base.getFirst(), lower, upper),
            "cd /; find d gone back linked; cat d/n; stat -c %h same; rm -r d back; mkdir d");
    assertThat(told.output().lines())
        .containsExactly("d", "d/n", "back", "back/new", "linked", "d/n2");
    assertThat(TestWorker.listing(told))
        .containsExactly(".wh.back", "d/", "d/.wh.n", "dev/", "proc/", "sys/");
    assertThat(worker.run(told.layers(), "cat same; ls -a d | wc -l").output()).isEqualTo("d/n2\n");
  }

  private static void manyLayers(TestWorker worker) throws Exception {
    var layers = new ArrayList<>(worker.base);
    for (int i = 1; i < 130; i++) {
      int number = i;
      layers.add(worker.layer(output -> TestWorker.file(output, "f" + number, "text " + number)));
    }
    assertThat(worker.run(layers, "cat /f1 /f129; ls -d /f* | wc -l").output())
        .isEqualTo("text 1text 129129\n");
    for (int i = 130; i < 600; i++) {
      int number = i;
      layers.add(worker.layer(output -> TestWorker.file(output, "f" + number, "text " + number)));
    }
    var told = worker.run(layers, "cat /f1 /f599; ls -d /f* | wc -l; rm /f1");
    assertThat(told.output()).isEqualTo("text 1text 599599\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", ".wh.f1", "proc/", "sys/");
    assertThat(worker.run(told.layers(), "ls -d /f* | wc -l").output()).isEqualTo("598\n");
  }

  private static Node link(String target) {
    return new Node.Symlink(Metadata.of(0777, 5), Bytes.of(target));
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

  // What the filter refuses is its own test's concern.
  private static void keys(TestWorker worker) throws Exception {
    assertThat(worker.run("grep Seccomp: /proc/self/status").output()).isEqualTo("Seccomp:\t2\n");
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

  private static void mounts(TestWorker worker) throws Exception {
    var source = Files.createTempDirectory(worker.folder, "source");
    Files.writeString(source.resolve("f"), "from outside");
    var isolation =
        TestWorker.isolation(
            new Mount.Bind(source, "/in", Mount.Access.READ),
            new Mount.Bind(source, "/deep/er/rw", Mount.Access.WRITE),
            new Mount.Memory("/scratch", 1 << 20),
            new Mount.Secret(Bytes.of("hush"), "/run/secrets/key", 0400, 0, 0));
    var command =
        TestWorker.shell(
            "cat /in/f /run/secrets/key; touch /in/x || echo refused; echo w > /deep/er/rw/w;"
                + " touch /scratch/s; stat -c '%a %u' /run/secrets/key; touch /kept");
    var told = worker.run(worker.base, command, isolation);
    assertThat(told.output()).isEqualTo("from outsidehushrefused\n400 0\n");
    assertThat(source.resolve("w")).exists();
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "kept", "proc/", "sys/");
    assertThat(Files.readAllBytes(told.layers().getLast().tar()))
        .asString(java.nio.charset.StandardCharsets.ISO_8859_1)
        .doesNotContain("hush");
  }

  private static void mountsInMounts(TestWorker worker) throws Exception {
    var isolation =
        TestWorker.isolation(
            new Mount.Secret(Bytes.of("#!/bin/sh\necho ran\n"), "/dev/pipes/EOF", 0755, 0, 0),
            new Mount.Memory("/dev/shm", 1 << 20),
            new Mount.Memory("/scratch", 0),
            new Mount.Secret(Bytes.of("hush"), "/scratch/a/key", 0400, 0, 0));
    var told =
        worker.run(
            worker.base,
            TestWorker.shell("/dev/pipes/EOF; cat /scratch/a/key; stat -f -c ' %b' /dev/shm"),
            isolation);
    assertThat(told.errors()).isEmpty();
    assertThat(told.output()).isEqualTo("ran\nhush 256\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "proc/", "sys/");
  }

  private static void layerFiles(TestWorker worker) throws Exception {
    var made = worker.run("mkdir -p /d/e; echo from > /d/e/f; chown 7:8 /d/e/f").layers();
    var tree = new Attachment.Tree(made, "/d");
    var attachments =
        List.<Attachment>of(
            new Attachment.Files(tree, "/read", Mount.Access.READ),
            new Attachment.Files(tree, "/write", Mount.Access.WRITE),
            new Attachment.Files(
                new Attachment.Tree(made, "/d/e/f"), "/etc/deep/f", Mount.Access.READ));
    var script =
        "cat /read/e/f /etc/deep/f; stat -c %u:%g /read/e/f; touch /read/x || echo refused;"
            + " echo new > /write/e/f; cat /write/e/f /read/e/f";
    var told = worker.run(worker.base, TestWorker.shell(script), attachments);
    assertThat(told.output()).isEqualTo("from\nfrom\n7:8\nrefused\nnew\nfrom\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "proc/", "sys/");
    assertThat(worker.run(worker.base, TestWorker.shell("cat /write/e/f"), attachments).output())
        .isEqualTo("from\n");
  }

  private static void caches(TestWorker worker) throws Exception {
    var made =
        worker.run("mkdir -p /d/e; echo seed > /d/e/f; ln /d/e/f /d/g; chown 7:8 /d/e/f").layers();
    var folder = Files.createTempDirectory(worker.folder, "cache");
    var attachments =
        List.<Attachment>of(
            new Attachment.Cache(
                Files.createDirectory(folder.resolve("one")),
                java.util.Optional.of(new Attachment.Tree(made, "/d")),
                java.util.Optional.empty(),
                "/one",
                Mount.Access.WRITE),
            new Attachment.Cache(
                Files.createDirectory(folder.resolve("two")),
                java.util.Optional.empty(),
                java.util.Optional.of(new Attachment.Owner(0770, 1000, 50)),
                "/two",
                Mount.Access.WRITE));
    var script =
        "cat /one/g; stat -c '%u:%g %h' /one/e/f; stat -c '%a %u:%g' /two; echo x >> /one/more";
    var told = worker.run(worker.base, TestWorker.shell(script), attachments);
    assertThat(told.output()).isEqualTo("seed\n7:8 2\n770 1000:50\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "proc/", "sys/");
    assertThat(worker.run(worker.base, TestWorker.shell("cat /one/more"), attachments).output())
        .isEqualTo("x\n");
  }

  private static void noNetwork(TestWorker worker) throws Exception {
    var isolation = new Isolation("alone", Isolation.Network.NONE, List.of(), "", List.of());
    var told =
        worker.run(
            worker.base,
            TestWorker.shell(
                "ip -o addr | grep -c inet; ls /sys/class/net; (echo x | nc -l -p 7 & sleep 0.2; nc 127.0.0.1 7 </dev/null)"),
            isolation);
    assertThat(told.output()).contains("\nlo\n").endsWith("x\n").doesNotContain("eth");
    assertThat(worker.run(worker.base, TestWorker.shell("ip -o link | wc -l"), isolation).output())
        .matches("[1-9]\n");
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
    var isolation =
        new Isolation(
            "insecure",
            Isolation.Network.NONE,
            List.of(),
            "",
            List.of(),
            Isolation.Rights.ALL,
            List.of());
    var script =
        "mkdir /m && mount -t tmpfs none /m && umount /m && echo mounted;"
            + " grep -c ' /proc/' /proc/self/mountinfo; hostname renamed && hostname;"
            + " grep -c ' /sys ro' /proc/self/mountinfo";
    var told = worker.run(worker.base, TestWorker.shell(script), isolation);
    assertThat(told.errors()).isEmpty();
    assertThat(told.output()).isEqualTo("mounted\n0\nrenamed\n0\n");
  }

  private static Isolation limited(Isolation.Limit... limits) {
    return new Isolation(
        "limited",
        Isolation.Network.HOST,
        List.of(),
        "",
        List.of(),
        Isolation.Rights.USUAL,
        List.of(limits));
  }

  private static void limits(TestWorker worker) throws Exception {
    var isolation =
        limited(
            new Isolation.Limit("nofile", 7, 123, 456), new Isolation.Limit("core", 4, 0, 4096));
    var script = "ulimit -n; ulimit -H -n; ulimit -H -c; ls /proc/self/fd | wc -l";
    // The first folder of the path does not have the program.
    var environment = List.of("PATH=/none:/bin", "HOME=/root");
    for (long user : new long[] {0, 1000}) {
      var command =
          new Command(
              List.of("sh", "-c", script),
              environment,
              "/",
              new Command.User(user, user, List.of()));
      var told = worker.run(worker.base, command, isolation);
      assertThat(told.output()).isEqualTo("123\n456\n8\n4\n");
    }
    assertThat(worker.run("ulimit -n").output()).isNotEqualTo("123\n");
    var nowhere = new Command(List.of("nowhere"), environment, "/", Command.User.ROOT);
    assertThat(worker.run(worker.base, nowhere, isolation).result())
        .isInstanceOfSatisfying(
            RunResult.Failed.class,
            failed -> assertThat(failed.outcome()).isInstanceOf(Outcome.NotStarted.class));
    var tooMuch = limited(new Isolation.Limit("nofile=-1:-1", 7, -1, -1));
    assertThatThrownBy(() -> worker.run(worker.base, TestWorker.shell("true"), tooMuch))
        .hasMessageContaining("the limit nofile=-1:-1 is more than this user may have");
    assertThat(worker.run("echo well").output()).isEqualTo("well\n");
  }

  private static void orphans(TestWorker worker) throws Exception {
    var told =
        worker.run(
            "(sleep 0.1 & echo $! > /pid); sleep 0.6; kill -0 $(cat /pid) && echo zombie; true");
    assertThat(told.output()).isEmpty();
  }

  private static void manyAtOnce(TestWorker worker) throws Exception {
    var failures = new TreeMap<Integer, Throwable>();
    var threads =
        java.util.stream.IntStream.range(0, 6)
            .mapToObj(
                i ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              try {
                                var told = worker.run("sleep 0.1; echo " + i + " | tee /made");
                                assertThat(told.output()).isEqualTo(i + "\n");
                                assertThat(worker.run(told.layers(), "cat /made").output())
                                    .isEqualTo(i + "\n");
                              } catch (Exception | AssertionError e) {
                                synchronized (failures) {
                                  failures.put(i, e);
                                }
                              }
                            }))
            .toList();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  private static void muchOutput(TestWorker worker) throws Exception {
    var told = worker.run("seq 1 300000; seq 1 1000 >&2");
    assertThat(told.output()).hasSize(1_988_895).endsWith("300000\n");
    assertThat(told.errors()).endsWith("1000\n");
  }
}
