package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
  @TempDir private static Path folder;
  private static TestWorker worker;

  @BeforeAll
  static void start() throws Exception {
    worker = TestWorker.start(folder);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @Test
  void runsACommandAndKeepsWhatItChanged() throws Exception {
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

  @Test
  void leavesNoTraceOfWhatIsMounted() throws Exception {
    var told = worker.run("cat /etc/resolv.conf /etc/hosts; hostname");
    assertThat(told.output())
        .isEqualTo(
            "nameserver 192.0.2.1\n127.0.0.1\tlocalhost buildkitsandbox\n"
                + "::1\tlocalhost ip6-localhost ip6-loopback\n10.1.2.3\tsomewhere\nbuildkitsandbox\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", "proc/", "sys/");
    assertThat(TestWorker.listing(worker.run(told.layers(), "true"))).isEmpty();
  }

  @Test
  void saysThatThereIsNoSuchProgram() throws Exception {
    var command = new Command(List.of("nosuch"), TestWorker.ENVIRONMENT, "/", Command.User.ROOT);
    var told = worker.run(worker.base, command, TestWorker.isolation());
    assertThat(told.result())
        .isEqualTo(
            new RunResult.Failed(
                new Outcome.NotStarted("exec nosuch: ENOENT, no such file or directory", 2)));
  }
}
