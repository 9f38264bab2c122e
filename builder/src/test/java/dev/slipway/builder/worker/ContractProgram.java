package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.Overlay;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Proves the contract in a process of its own, and says of each sentence whether it holds.
final class ContractProgram {
  private ContractProgram() {}

  public static void main(String[] arguments) throws Exception {
    try (var output =
            new PrintStream(
                new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var worker = worker(arguments)) {
      for (var proof : Contract.all().entrySet()) {
        String outcome;
        try {
          proof.getValue().on(worker);
          outcome = "holds";
        } catch (Exception | AssertionError e) {
          outcome = e.toString().replace('\n', ' ');
        }
        output.println("proof " + proof.getKey() + ": " + outcome);
      }
    }
  }

  /// A worker in the folder that comes first, which stacks layers in the way that comes second.
  static TestWorker worker(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    var settings = TestWorker.settings(folder, Rung.of(Facts.gather()));
    return TestWorker.start(
        folder, arguments.length > 1 ? settings.with(Overlay.valueOf(arguments[1])) : settings);
  }
}
