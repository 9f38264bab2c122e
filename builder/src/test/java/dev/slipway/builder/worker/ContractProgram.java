package dev.slipway.builder.worker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
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
        var worker = TestWorker.start(Path.of(arguments[0]))) {
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
}
