package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// BuildKit itself answers the calls about every case of the checks, and we must agree.
///
/// Needs `buildkitd`, `buildctl` and `runc`, and to be root.
class CheckOracleTest {
  private static final Path CASES = Path.of("../dockerfile/src/test/resources/lint");

  @TempDir static Path folder;
  private static Optional<Process> daemon = Optional.empty();

  @BeforeAll
  static void startBuildKit() throws IOException, InterruptedException {
    for (var program : List.of("buildkitd", "buildctl", "runc")) {
      require(find(program).isPresent(), program + " is not in PATH, /root/go/bin or /usr/sbin");
    }
    require("root".equals(System.getProperty("user.name")), "BuildKit must be started as root");
    daemon =
        Optional.of(
            new ProcessBuilder(
                    find("buildkitd").orElseThrow(),
                    "--root",
                    folder.resolve("root").toString(),
                    "--addr",
                    address(),
                    "--oci-worker-snapshotter=native",
                    "--oci-worker-net=host",
                    "--oci-worker-binary=" + find("runc").orElseThrow())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start());
    for (int tries = 0; tries < 100 && !Files.exists(folder.resolve("socket")); tries++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    require(Files.exists(folder.resolve("socket")), "buildkitd did not start");
  }

  @AfterAll
  static void stopBuildKit() throws InterruptedException {
    if (daemon.isPresent()) {
      daemon.get().destroy();
      daemon.get().waitFor(20, TimeUnit.SECONDS);
    }
  }

  @TestFactory
  Stream<DynamicTest> buildKitChecksAsWeDo() throws IOException {
    return cases().map(one -> test(one, () -> compareChecks(one)));
  }

  @TestFactory
  Stream<DynamicTest> buildKitOutlinesAsWeDo() throws IOException {
    return cases().map(one -> test(one, () -> compareOutlines(one)));
  }

  @TestFactory
  Stream<DynamicTest> buildKitListsTargetsAsWeDo() throws IOException {
    return cases()
        .filter(one -> !killsBuildKit(one))
        .map(one -> test(one, () -> compareTargets(one)));
  }

  private static Stream<Path> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      var all = folders.sorted().toList();
      assertThat(all).hasSizeGreaterThanOrEqualTo(40);
      return all.stream();
    }
  }

  // With `# check=` above an instruction its request for targets makes the whole daemon die.
  private static boolean killsBuildKit(Path one) {
    try {
      return Files.readString(one.resolve("Dockerfile"))
          .lines()
          .skip(1)
          .anyMatch(line -> line.startsWith("# check="));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DynamicTest test(Path one, Executable comparison) {
    return DynamicTest.dynamicTest(one.getFileName().toString(), comparison);
  }

  /// Letter for letter, but for our first line, which is buildx's and not BuildKit's, and for the
  /// order, which BuildKit does not keep among warnings of one line.
  private static void compareChecks(Path one) throws IOException, InterruptedException {
    var theirs = ask(one, "frontend.lint");
    assertThat(theirs.exitCode()).as(theirs.err()).isZero();
    var ours = call(one, "check");
    var head = ours.out().substring(0, ours.out().indexOf('\n') + 1);
    assertThat(warnings(ours.out().substring(head.length()))).isEqualTo(warnings(theirs.out()));
    assertThat(head.isEmpty() || head.startsWith("Check complete, ")).isTrue();
    if (!ours.exitCode().equals(ExitCode.DOCKERFILE)) {
      assertThat(ours.exitCode())
          .isEqualTo(theirs.out().isEmpty() ? ExitCode.SUCCESS : ExitCode.FAILURE);
    }
  }

  private static List<String> warnings(String text) {
    return Arrays.stream(text.split("(?=\nWARNING: )")).sorted().toList();
  }

  /// In any order: arguments of one line come from BuildKit in the order of a hash map.
  private static void compareOutlines(Path one) throws IOException, InterruptedException {
    var theirs = ask(one, "frontend.outline");
    var ours = call(one, "outline");
    if (theirs.exitCode() == 0) {
      assertThat(ours.out().lines()).containsExactlyInAnyOrderElementsOf(lines(theirs.out()));
    }
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  private static void compareTargets(Path one) throws IOException, InterruptedException {
    var theirs = ask(one, "frontend.targets");
    var ours = call(one, "targets");
    assertThat(ours.out()).isEqualTo(theirs.out());
    assertThat(ours.exitCode().equals(ExitCode.SUCCESS)).isEqualTo(theirs.exitCode() == 0);
  }

  private static Session.Outcome call(Path context, String what) {
    var session = new Session(context.toAbsolutePath().normalize());
    session.with("SLIPWAY_HOME", folder.resolve("slipway").toString());
    return session.run(
        "build", ".", "--call", what, "--rules", "buildkit", "--platform", "linux/amd64", "-q");
  }

  private record Answer(int exitCode, String out, String err) {}

  private static Answer ask(Path context, String request) throws IOException, InterruptedException {
    var errors = folder.resolve("errors").toFile();
    var buildctl =
        new ProcessBuilder(
                find("buildctl").orElseThrow(),
                "--addr",
                address(),
                "build",
                "--progress=quiet",
                "--frontend=dockerfile.v0",
                "--local=context=" + context,
                "--local=dockerfile=" + context,
                "--opt=requestid=" + request,
                "--opt=platform=linux/amd64")
            .redirectError(errors)
            .start();
    var text = new String(buildctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(buildctl.waitFor(), text, Files.readString(errors.toPath()));
  }

  private static String address() {
    return "unix://" + folder.resolve("socket");
  }

  private static Optional<String> find(String program) {
    var path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Arrays.stream(path.split(File.pathSeparator)), Stream.of("/root/go/bin", "/usr/sbin"))
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static void require(boolean there, String missing) {
    if (!there && "1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"))) {
      fail(missing);
    }
    assumeTrue(there, missing);
  }
}
