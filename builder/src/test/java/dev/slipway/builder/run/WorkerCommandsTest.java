package dev.slipway.builder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.BuilderSettings;
import dev.slipway.builder.Patience;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.worker.Facts;
import dev.slipway.builder.worker.Rung;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandsTest {
  private static final String MARK = "-Dtest.worker=started-and-not-wanted";

  @TempDir private Path folder;

  @Test
  void endsAWorkerThatIsBeingStartedWhenTheBuildIsCancelled() throws Exception {
    Assumptions.assumeFalse(
        Rung.of(Facts.gather()) instanceof Rung.Missing, "commands cannot be isolated here");
    try (var store = Store.open(folder.resolve("store"))) {
      var program = BuilderSettings.workerProgram(List.of(MARK));
      var commands = new WorkerCommands(program, store, _ -> {});
      commands.expect();
      Patience.await(() -> workers() > 0);
      Thread.currentThread().interrupt();
      commands.close();
      assertThat(Thread.interrupted()).isTrue();
      Patience.await(() -> workers() == 0);
    }
  }

  private static long workers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(MARK))
        .count();
  }
}
