package dev.slipway.builder.worker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A build that runs a command which never ends, and says so when it has begun.
final class EndlessProgram {
  /// What tells its processes from all others.
  static final String MARK = "987654";

  private EndlessProgram() {}

  public static void main(String[] arguments) throws Exception {
    try (var worker = ContractProgram.worker(arguments);
        var output = new FileOutputStream(FileDescriptor.out)) {
      var draft = worker.draft();
      worker.worker.run(
          new RunRequest(
              worker.base,
              TestWorker.shell(
                  "setsid sleep %s & sleep %s & echo begun; wait".formatted(MARK, MARK)),
              TestWorker.isolation(),
              List.of(),
              draft),
          new StepOutput() {
            @Override
            public void output(byte[] bytes) {
              try {
                output.write("begun\n".getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }

            @Override
            public void errors(byte[] bytes) {}
          });
    }
  }
}
