package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.sandbox.Outcome;
import dev.slipway.builder.worker.Contract.Proof;
import java.util.LinkedHashMap;
import java.util.Map;

/// What stays of a command: the layer with its changes.
final class ChangeProofs {
  private ChangeProofs() {}

  static Map<String, Proof> all() {
    var all = new LinkedHashMap<String, Proof>();
    all.put("keeps what a command changed", ChangeProofs::keepsChanges);
    all.put("leaves no trace of what is mounted", ChangeProofs::leavesNoTrace);
    all.put("keeps owners, set-id bits and times", ChangeProofs::keepsMetadata);
    all.put("writes removals for a folder made anew", ChangeProofs::opaqueFolder);
    all.put("leaves out what only looks changed", ChangeProofs::unchanged);
    all.put("keeps hard links", ChangeProofs::hardLinks);
    all.put("keeps names that are not UTF-8", ChangeProofs::oddNames);
    all.put("keeps hard links with such names", ChangeProofs::oddHardLinks);
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

  private static void oddHardLinks(TestWorker worker) throws Exception {
    var told = worker.run("cd /tmp; d=$(printf 'd\\377'); mkdir $d; echo x > $d/a$d; ln $d/a$d b");
    var next = worker.run(told.layers(), "cd /tmp; stat -c %h b d*/a*; cat b d*/a*; echo y >> b");
    assertThat(next.output()).isEqualTo("2\n2\nx\nx\n");
  }
}
