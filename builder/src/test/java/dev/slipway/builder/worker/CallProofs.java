package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.worker.Contract.Proof;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which system calls a command cannot make.
final class CallProofs {
  private static final Map<String, byte[]> CALLS = new TreeMap<>();

  // All of them are harmless where they are allowed.
  static {
    CALLS.put("acct", CallProgram.of(163, 1));
    CALLS.put("add_key", CallProgram.of(248));
    CALLS.put("bpf", CallProgram.of(321, -1));
    CALLS.put("cipher", CallProgram.of(41, 38, 5));
    CALLS.put("clone", CallProgram.of(56, 0x1000_0011));
    CALLS.put("fsopen", CallProgram.of(430));
    CALLS.put("init_module", CallProgram.of(175));
    CALLS.put("io_uring_setup", CallProgram.of(425));
    CALLS.put("kexec_load", CallProgram.of(246, 0, -1));
    CALLS.put("keyctl", CallProgram.of(250, -1));
    CALLS.put("mount", CallProgram.of(165));
    CALLS.put("open_by_handle_at", CallProgram.of(304));
    CALLS.put("open_tree", CallProgram.of(428));
    CALLS.put("perf_event_open", CallProgram.of(298));
    CALLS.put("pivot_root", CallProgram.of(155));
    CALLS.put("reboot", CallProgram.of(169));
    CALLS.put("setns", CallProgram.of(308, -1));
    CALLS.put("settimeofday", CallProgram.of(164, 1, 1));
    CALLS.put("swapon", CallProgram.of(167));
    CALLS.put("unshare", CallProgram.of(272, 0x1000_0000));
    CALLS.put("unshare-nothing", CallProgram.of(272));
    CALLS.put("userfaultfd", CallProgram.of(323, -1));
    CALLS.put("vsock", CallProgram.of(41, 40, 1));
  }

  private CallProofs() {}

  static Map<String, Proof> all() {
    return Map.of("refuses the calls that Docker refuses", CallProofs::calls);
  }

  private static void calls(TestWorker worker) throws Exception {
    var filter = "grep Seccomp: /proc/self/status";
    assertThat(worker.run(filter).output()).isEqualTo("Seccomp:\t2\n");
    if (!System.getProperty("os.arch").equals("amd64")) {
      return;
    }
    var programs = new TreeMap<>(CALLS);
    programs.put("clone3", CallProgram.of(435, 0, 0));
    programs.put("getpid", CallProgram.of(39));
    programs.put("socket", CallProgram.of(41, 1, 1));
    var layers = new ArrayList<>(worker.base);
    layers.add(
        worker.layer(
            output -> {
              output.put(TreePath.of("calls"), TestWorker.directory(), TestWorker.text(""));
              for (var program : programs.entrySet()) {
                output.put(
                    TreePath.of("calls/" + program.getKey()),
                    new Node.RegularFile(Metadata.of(0755, 5), program.getValue().length, 0),
                    () -> new ByteArrayInputStream(program.getValue()));
              }
            }));
    var script = "cd /calls; for call in *; do ./$call; echo $call $?; done";
    var expected = new ArrayList<String>();
    CALLS.keySet().forEach(name -> expected.add(name + " 1"));
    expected.addAll(List.of("clone3 38", "getpid 0", "socket 0"));
    for (long user : new long[] {0, 1000}) {
      var command =
          new Command(
              List.of("sh", "-c", script),
              TestWorker.ENVIRONMENT,
              "/",
              new Command.User(user, user, List.of()));
      var told = worker.run(layers, command, TestWorker.isolation());
      assertThat(told.output().lines()).containsExactlyInAnyOrderElementsOf(expected);
    }
    var free = worker.run(layers, TestWorker.shell(filter + ";" + script), TestWorker.unlimited());
    assertThat(free.output().lines())
        .contains("Seccomp:\t0", "unshare-nothing 0", "fsopen 14", "clone3 22");
  }
}
