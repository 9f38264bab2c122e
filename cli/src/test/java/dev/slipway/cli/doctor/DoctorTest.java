package dev.slipway.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.Readiness;
import dev.slipway.builder.Readiness.Attempt;
import dev.slipway.builder.Readiness.Layers;
import dev.slipway.builder.Readiness.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines made of a few files, and what a RUN would find on them.
class DoctorTest {
  private static final Requirement TOOLS =
      new Requirement("util-linux", "unshare is there", Optional.empty());
  private static final Attempt WORKS =
      new Attempt.Works("as root", Layers.OVERLAYFS, "", "modprobe overlay");

  @TempDir Path root;

  @BeforeEach
  void makeAMachine() throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(
        root.resolve("proc/self/limits"), "Max open files            1024         4096  files\n");
  }

  private List<Finding> findings(List<Requirement> needs, Optional<Attempt> attempt) {
    var host =
        new Host(root, root.resolve("home"), _ -> new Readiness("ann", 1000, needs, attempt));
    return Doctor.examine(host);
  }

  private static Finding find(List<Finding> findings, String subject) {
    return findings.stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsNothingWrongWhereAllIsWell() throws IOException {
    var findings = findings(List.of(TOOLS), Optional.of(WORKS));
    assertThat(findings)
        .isNotEmpty()
        .noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
    assertThat(find(findings, "user").found()).isEqualTo("ann (uid 1000)");
    assertThat(find(findings, "sandbox").found()).isEqualTo("works as root");
    assertThat(find(findings, "layers").found()).isEqualTo("overlayfs");
    try (var left = Files.list(root)) {
      assertThat(left).containsExactly(root.resolve("proc"));
    }
  }

  @Test
  void hasOneRemedyForEachNeedThatIsNotMet() {
    var missing = new Requirement("subuid", "0 ids", Optional.of("usermod --add-subuids"));
    var findings = findings(List.of(TOOLS, missing), Optional.empty());
    assertThat(find(findings, "util-linux").level()).isEqualTo(Finding.Level.OK);
    assertThat(find(findings, "subuid"))
        .isEqualTo(Finding.problem(Finding.Area.RUN, "subuid", "0 ids", "usermod --add-subuids"));
    assertThat(findings).noneMatch(finding -> finding.subject().equals("sandbox"));
  }

  @Test
  void saysWhyASandboxCouldNotBeMade() {
    var attempt = new Attempt.Fails("unshare: Operation not permitted", "another seccomp profile");
    var finding = find(findings(List.of(TOOLS), Optional.of(attempt)), "sandbox");
    assertThat(finding.level()).isEqualTo(Finding.Level.PROBLEM);
    assertThat(finding.found()).isEqualTo("unshare: Operation not permitted");
    assertThat(finding.remedy()).contains("another seccomp profile");
  }

  @Test
  void notesThatLayersAreStackedInASlowerWay() {
    var fuse = new Attempt.Works("as root", Layers.FUSE_OVERLAYFS, "EINVAL", "a disk");
    var finding = find(findings(List.of(), Optional.of(fuse)), "layers");
    assertThat(finding.level()).isEqualTo(Finding.Level.NOTE);
    assertThat(finding.found()).contains("fuse-overlayfs", "EINVAL");
    assertThat(finding.remedy()).contains("a disk");
    var copies = new Attempt.Works("as root", Layers.COPIES, "EINVAL", "a disk");
    assertThat(find(findings(List.of(), Optional.of(copies)), "layers").found())
        .contains("copy of all its files", "EINVAL");
  }

  @Test
  void aStoreThatCannotBeMadeIsAProblem() throws IOException {
    var host =
        new Host(
            root,
            root.resolve("home/store"),
            _ -> new Readiness("ann", 1000, List.of(), Optional.empty()));
    Files.createSymbolicLink(root.resolve("home"), Path.of("/proc/self"));
    var disk = find(Doctor.examine(host), "disk");
    assertThat(disk.level()).isEqualTo(Finding.Level.PROBLEM);
    assertThat(disk.found())
        .startsWith("nothing can be made in ")
        .endsWith(": no such file or directory");
    assertThat(disk.remedy().orElse("")).contains("SLIPWAY_HOME");
    assertThat(find(Doctor.examine(host), "user").found()).isEqualTo("ann (uid 1000)");
    assertThat(find(Doctor.examine(host), "sandbox").found()).startsWith("not tried: ");
  }

  @Test
  void notesThatFewFilesMayBeOpen() throws IOException {
    Files.writeString(
        root.resolve("proc/self/limits"), "Max open files            256         4096  files\n");
    assertThat(find(findings(List.of(), Optional.empty()), "open files").remedy())
        .contains("ulimit -n 4096");
  }

  @Test
  void seesWhetherJavaTookTheCaches() throws IOException {
    var library = Files.createDirectories(root.resolve("lib"));
    var jar = library.resolve("slipway.jar");
    assertThat(cache(jar).found()).contains("slipway.aot is missing");
    Files.writeString(library.resolve("slipway.aot"), "garbage");
    assertThat(cache(jar).found()).contains("slipway.jsa is missing");
    Files.writeString(library.resolve("slipway.jsa"), "garbage");
    assertThat(cache(jar).found()).contains("whether it serves cannot be seen");
    var maps = root.resolve("proc/self/maps");
    Files.writeString(maps, mapped(library.resolve("slipway.aot")));
    assertThat(cache(jar).found())
        .startsWith("Java does not take " + library.resolve("slipway.jsa"))
        .endsWith("every command starts some 100 ms later");
    assertThat(cache(jar).remedy())
        .contains("unpack Slipway again; from source: mvn -pl cli -am package -DskipTests");
    Files.writeString(
        maps, mapped(library.resolve("slipway.aot")) + mapped(library.resolve("slipway.jsa")));
    assertThat(cache(jar))
        .isEqualTo(
            Finding.ok(
                Finding.Area.JAVA, "AOT cache", "in use: slipway.aot, slipway.jsa in " + library));
    var link = Files.createSymbolicLink(root.resolve("link"), library);
    assertThat(cache(link.resolve("slipway.jar")).level()).isEqualTo(Finding.Level.OK);
  }

  private Finding cache(Path jar) {
    return JavaFindings.caches(
        new Host(
            root,
            root.resolve("home"),
            _ -> new Readiness("ann", 1000, List.of(TOOLS), Optional.of(WORKS))),
        jar);
  }

  private static String mapped(Path file) {
    return "7f0000000000-7f0000001000 rw-p 00001000 08:01 42     %s\n".formatted(file);
  }
}
