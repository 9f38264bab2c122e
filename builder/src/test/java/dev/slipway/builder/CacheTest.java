package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.builder.Explanation.Verdict;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.serve.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  private static final String THREE =
      """
      FROM scratch AS one
      COPY a /a
      COPY b /b
      FROM scratch AS two
      COPY c /c
      FROM scratch
      COPY --from=one / /
      COPY --from=two / /
      """;

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    for (var name : List.of("a", "b", "c")) {
      workshop.file(name, name);
    }
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private List<String> executed(String dockerfile) throws IOException {
    workshop.build(dockerfile);
    return workshop.executed();
  }

  @Test
  void aSecondBuildRunsNothingAndGivesTheSameImage() throws Exception {
    var first = workshop.build(THREE);
    assertThat(workshop.executed()).hasSize(5);
    var second = workshop.build(THREE);
    assertThat(workshop.executed()).isEmpty();
    assertThat(second.config().digest()).isEqualTo(first.config().digest());
    assertThat(second.record().layers()).isEqualTo(first.record().layers());
  }

  @Test
  void aSecondBuildDoesNotReadTheContextAgain() throws Exception {
    var bytes = new byte[24 << 20];
    new Random(1).nextBytes(bytes);
    Files.write(workshop.context.resolve("large"), bytes);
    var dockerfile = "FROM scratch\nCOPY large /\n";
    // What is as young as the look at it is read again, because it may change unnoticed.
    Thread.sleep(2_100);
    workshop.build(dockerfile);
    long before = bytesRead();
    workshop.build(dockerfile);
    assertThat(workshop.executed()).isEmpty();
    assertThat(bytesRead() - before).isLessThan(8 << 20);
  }

  // What this process took from files, by system calls.
  private static long bytesRead() throws IOException {
    var line = Files.readAllLines(Path.of("/proc/self/io")).getFirst();
    return Long.parseLong(line.substring("rchar: ".length()));
  }

  @Test
  void onlyWhatDependsOnAChangedFileIsExecutedAgain() throws Exception {
    workshop.build(THREE);
    workshop.file("b", "changed");
    assertThat(executed(THREE))
        .containsExactly("COPY b /b", "COPY --from=one / /", "COPY --from=two / /");
    workshop.file("c", "changed");
    assertThat(executed(THREE)).containsExactly("COPY c /c", "COPY --from=two / /");
  }

  @Test
  void timesOfFilesDoNotCount() throws Exception {
    var first = workshop.build(THREE);
    for (var name : List.of("a", "b", "c")) {
      Files.setLastModifiedTime(
          workshop.context.resolve(name), FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
    }
    var second = workshop.build(THREE);
    assertThat(workshop.executed()).isEmpty();
    assertThat(second.config().digest()).isEqualTo(first.config().digest());
  }

  @Test
  void modesOfFilesCount() throws Exception {
    workshop.build(THREE);
    assertThat(workshop.context.resolve("c").toFile().setExecutable(true)).isTrue();
    assertThat(executed(THREE)).contains("COPY c /c");
  }

  @Test
  void aStageThatGivesTheSameAgainLetsItsCopiesBeKnown() throws Exception {
    var base = workshop.busyboxImage();
    var dockerfile =
        """
        FROM %s AS build
        COPY a /a
        RUN wc -c < /a > /size
        FROM scratch
        COPY --from=build /size /
        COPY c /
        """
            .formatted(base);
    var first = workshop.build(dockerfile);
    workshop.file("a", "z");
    var second = workshop.build(dockerfile);
    assertThat(workshop.executed()).containsExactly("COPY a /a", "RUN wc -c < /a > /size");
    assertThat(second.config().digest()).isEqualTo(first.config().digest());
  }

  @Test
  void withoutTheCacheEveryStepIsExecuted() throws Exception {
    workshop.build(THREE);
    workshop.build(THREE, request -> request.withCache(BuildRequest.Cache.IGNORED));
    assertThat(workshop.executed()).hasSize(5);
    assertThat(executed(THREE)).isEmpty();
  }

  @Test
  void argumentsCountWhereTheyAreSeen() throws Exception {
    var base = workshop.busyboxImage();
    var dockerfile = "FROM %s\nRUN echo one\nARG WORD\nRUN echo two\n".formatted(base);
    workshop.build(dockerfile, request -> request.withArgument("WORD", "a"));
    workshop.build(dockerfile, request -> request.withArgument("WORD", "b"));
    assertThat(workshop.executed()).containsExactly("RUN echo two");
    workshop.build(dockerfile, request -> request.withArgument("WORD", "a"));
    assertThat(workshop.executed()).isEmpty();
  }

  @Test
  void aResultIsBuiltAgainWhenItsLayerIsGone() throws Exception {
    var image = workshop.build(THREE);
    var layer = image.record().layers().getLast().diffId();
    var folderOfLayer = workshop.storeFolder.resolve("layers/sha256").resolve(layer.hex());
    try (var files = Files.list(folderOfLayer)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folderOfLayer);
    var again = workshop.build(THREE);
    assertThat(again.config().digest()).isEqualTo(image.config().digest());
    assertThat(workshop.complaints()).isEmpty();
  }

  // When registries are asked.

  private String copying() throws IOException {
    return "FROM %s\nCOPY a /\n".formatted(workshop.busyboxImage());
  }

  private BuiltImage pulling(String dockerfile, PullPolicy policy) throws IOException {
    workshop.requests.clear();
    return workshop.build(dockerfile, request -> request.withPull(policy));
  }

  private void goDown() {
    workshop.faults.onEvery(_ -> true, new Fault.HangUp());
  }

  @Test
  void aKnownBaseCostsOneRequest() throws Exception {
    var dockerfile = copying();
    pulling(dockerfile, PullPolicy.NEWER);
    pulling(dockerfile, PullPolicy.NEWER);
    assertThat(workshop.requests).hasSize(1);
    assertThat(workshop.requests.getFirst().method()).isEqualTo("HEAD");
  }

  @Test
  void theKnownBaseServesWhileTheRegistryIsDown() throws Exception {
    var dockerfile = copying();
    var first = pulling(dockerfile, PullPolicy.NEWER);
    goDown();
    var second = pulling(dockerfile, PullPolicy.NEWER);
    assertThat(second.config().digest()).isEqualTo(first.config().digest());
    assertThat(workshop.events)
        .anySatisfy(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        BuildEvent.Warned.class,
                        warned -> assertThat(warned.message()).contains("cannot be reached")));
  }

  @Test
  void anUnknownBaseFailsWhileTheRegistryIsDown() throws Exception {
    var dockerfile = copying();
    goDown();
    assertThat(catchThrowable(() -> pulling(dockerfile, PullPolicy.NEWER)))
        .isInstanceOf(RegistryException.Unreachable.class);
  }

  @Test
  void alwaysMeansThatTheRegistryHasToAnswer() throws Exception {
    var dockerfile = copying();
    pulling(dockerfile, PullPolicy.ALWAYS);
    goDown();
    assertThat(catchThrowable(() -> pulling(dockerfile, PullPolicy.ALWAYS)))
        .isInstanceOf(RegistryException.Unreachable.class);
  }

  @Test
  void missingAsksOnlyOnce() throws Exception {
    var dockerfile = copying();
    pulling(dockerfile, PullPolicy.MISSING);
    assertThat(workshop.requests).isNotEmpty();
    pulling(dockerfile, PullPolicy.MISSING);
    assertThat(workshop.requests).isEmpty();
  }

  @Test
  void neverAsksNobody() throws Exception {
    var dockerfile = copying();
    assertThat(catchThrowable(() -> pulling(dockerfile, PullPolicy.NEVER)))
        .hasMessageContaining("--pull=never");
    assertThat(workshop.requests).isEmpty();
    var first = pulling(dockerfile, PullPolicy.NEWER);
    var second = pulling(dockerfile, PullPolicy.NEVER);
    assertThat(workshop.requests).isEmpty();
    assertThat(second.config().digest()).isEqualTo(first.config().digest());
  }

  @Test
  void aBaseThatChangedIsTaken() throws Exception {
    var dockerfile = copying();
    pulling(dockerfile, PullPolicy.NEWER);
    Files.writeString(workshop.busybox().resolve("etc/motd"), "new\n");
    workshop.busyboxImage();
    pulling(dockerfile, PullPolicy.MISSING);
    assertThat(workshop.executed()).isEmpty();
    pulling(dockerfile, PullPolicy.NEWER);
    assertThat(workshop.executed()).containsExactly("COPY a /");
  }

  // What is said of it.

  private List<Verdict> verdicts(String dockerfile) throws IOException {
    return verdicts(dockerfile, request -> request);
  }

  private List<Verdict> verdicts(String dockerfile, UnaryOperator<BuildRequest> more)
      throws IOException {
    return workshop.explain(dockerfile, more).stages().stream()
        .flatMap(stage -> stage.steps().stream())
        .map(Explanation.Step::verdict)
        .toList();
  }

  @Test
  void explainsWhatNeverWasBuilt() throws Exception {
    assertThat(verdicts("FROM scratch\nCOPY a /\n")).containsExactly(new Verdict.New());
    assertThat(workshop.executed()).isEmpty();
  }

  @Test
  void explainsWhichFileChanged() throws Exception {
    var dockerfile = "FROM scratch\nCOPY . /\n";
    workshop.build(dockerfile);
    assertThat(verdicts(dockerfile)).containsExactly(new Verdict.Known());
    workshop.file("b", "changed");
    assertThat(verdicts(dockerfile)).containsExactly(new Verdict.Changed("the file /b"));
    workshop.file("b", "b");
    workshop.file("ba", "new");
    assertThat(verdicts(dockerfile))
        .containsExactly(new Verdict.Changed("the file /ba, which is new"));
    Files.delete(workshop.context.resolve("ba"));
    Files.delete(workshop.context.resolve("c"));
    assertThat(verdicts(dockerfile))
        .containsExactly(new Verdict.Changed("the file /c, which is gone"));
    workshop.file("c", "c");
    assertThat(workshop.context.resolve("c").toFile().setExecutable(true)).isTrue();
    assertThat(verdicts(dockerfile))
        .containsExactly(new Verdict.Changed("the names, modes or links of the files"));
  }

  @Test
  void explainsArgumentsVariablesAndCommands() throws Exception {
    var base = workshop.busyboxImage();
    var dockerfile = "FROM %s\nARG WORD=a\nENV OTHER=b\nRUN echo one\n".formatted(base);
    workshop.build(dockerfile);
    assertThat(verdicts(dockerfile, request -> request.withArgument("WORD", "c")))
        .containsExactly(new Verdict.Changed("the variable WORD"));
    assertThat(verdicts(dockerfile.replace("OTHER=b", "OTHER=c")))
        .containsExactly(new Verdict.Changed("the variable OTHER"));
    assertThat(verdicts(dockerfile.replace("echo one", "echo two")))
        .containsExactly(new Verdict.Changed("the command"));
    assertThat(verdicts(dockerfile.replace("RUN", "USER bob\nRUN")))
        .containsExactly(new Verdict.Changed("the user"));
    assertThat(verdicts(dockerfile)).containsExactly(new Verdict.Known());
  }

  @Test
  void explainsAChangedBase() throws Exception {
    var dockerfile = copying();
    workshop.build(dockerfile);
    Files.writeString(workshop.busybox().resolve("etc/motd"), "new\n");
    var base = workshop.busyboxImage();
    assertThat(verdicts(dockerfile)).containsExactly(new Verdict.Changed("the base image " + base));
  }

  @Test
  void explainsWhatFollowsFromAnEarlierStep() throws Exception {
    workshop.build(THREE);
    workshop.file("a", "changed");
    assertThat(verdicts(THREE))
        .containsExactly(
            new Verdict.Changed("the file /a"),
            new Verdict.Changed("the step before"),
            new Verdict.Known(),
            new Verdict.Changed("what it copies from"),
            new Verdict.Changed("the step before"));
  }
}
