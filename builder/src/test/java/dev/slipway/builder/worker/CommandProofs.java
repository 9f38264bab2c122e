package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Isolation;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.sandbox.Outcome;
import dev.slipway.builder.worker.Contract.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// What a command is given, and how its end is told.
final class CommandProofs {
  private CommandProofs() {}

  static Map<String, Proof> all() {
    var all = new LinkedHashMap<String, Proof>();
    all.put("says that there is no such program", CommandProofs::noSuchProgram);
    all.put("waits for a program that is still written", CommandProofs::programBeingWritten);
    all.put("makes the directory to work in", CommandProofs::makesDirectory);
    all.put("runs as another user, with groups", CommandProofs::runsAsUser);
    all.put("tells the signal that ended a command", CommandProofs::signals);
    all.put("sets limits before the command begins", CommandProofs::limits);
    all.put("has only itself without a network", CommandProofs::noNetwork);
    all.put("reaps orphans while the command runs", CommandProofs::orphans);
    all.put("runs many at once", CommandProofs::manyAtOnce);
    all.put("streams a lot of output", CommandProofs::muchOutput);
    return all;
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

  private static void programBeingWritten(TestWorker worker) throws Exception {
    var folder = Files.createTempDirectory(worker.folder, "program");
    var program = Files.copy(TestWorker.BUSYBOX, folder.resolve("busybox"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    var command =
        new Command(
            List.of("/in/busybox", "echo", "ran"), TestWorker.ENVIRONMENT, "/", Command.User.ROOT);
    var writer = FileChannel.open(program, StandardOpenOption.WRITE);
    var closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  LockSupport.parkNanos(300_000_000);
                  try {
                    writer.close();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    var isolation = TestWorker.isolation(new Mount.Bind(folder, "/in", Mount.Access.READ));
    assertThat(worker.run(worker.base, command, isolation).output()).isEqualTo("ran\n");
    closer.join();
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

  private static void orphans(TestWorker worker) throws Exception {
    var told =
        worker.run(
            "(sleep 0.1 & echo $! > /pid); sleep 0.6; kill -0 $(cat /pid) && echo zombie; true");
    assertThat(told.output()).isEmpty();
  }

  private static void manyAtOnce(TestWorker worker) throws Exception {
    var failures = new TreeMap<Integer, Throwable>();
    var threads =
        IntStream.range(0, 6)
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
