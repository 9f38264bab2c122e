package dev.slipway.dockerfile.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// BuildKit itself checks every case, and we must agree: same rules, lines and texts.
///
/// Needs `buildkitd`, `buildctl` and `runc`, and to be root.
class LintOracleTest {
  private static final Pattern PLACE = Pattern.compile("^Dockerfile:(\\d+)$", Pattern.MULTILINE);

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
  Stream<DynamicTest> buildKitWarnsAsWeDo() throws IOException {
    return LintCase.all().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.name(), () -> assertThat(one.warnings()).isEqualTo(ask(one.folder()))));
  }

  private static List<String> ask(Path context) throws IOException, InterruptedException {
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
                "--opt=requestid=frontend.lint",
                "--opt=platform=linux/amd64")
            .redirectError(errors)
            .start();
    var text = new String(buildctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(buildctl.waitFor()).as(Files.readString(errors.toPath())).isZero();
    var warnings = new ArrayList<String>();
    for (var warning : text.split("\nWARNING: ", -1)) {
      var lines = warning.lines().toList();
      if (lines.size() > 2) {
        var rule = lines.getFirst().split(" - ", 2)[0];
        var place = PLACE.matcher(warning);
        assertThat(place.find()).as(warning).isTrue();
        warnings.add("%s: %s (line %s)".formatted(rule, lines.get(1), place.group(1)));
      }
    }
    return warnings.stream().sorted().toList();
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
