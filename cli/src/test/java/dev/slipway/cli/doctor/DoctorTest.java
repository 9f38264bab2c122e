package dev.slipway.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines made of a few files, and one program that works or not.
class DoctorTest {
  @TempDir Path root;
  private Host.Answer answer = new Host.Answer(0, "");

  @BeforeEach
  void makeAMachineWhereAllIsWell() throws IOException {
    write("proc/self/status", "Name:\tx\nUid:\t1000\t1000\t1000\t1000\n");
    write("proc/self/limits", "Max open files            1024         4096         files\n");
    write("proc/filesystems", "nodev\toverlay\n");
    write("etc/passwd", "root:x:0:0::/:/bin/sh\nann:x:1000:1000::/:/bin/sh\n");
    write("etc/subuid", "ann:100000:65536\n");
    write("etc/subgid", "1000:100000:65536\n");
    for (var program : new String[] {"unshare", "mount", "newuidmap", "newgidmap"}) {
      write("bin/" + program, "");
      assertThat(root.resolve("bin/" + program).toFile().setExecutable(true)).isTrue();
    }
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  private Finding finding(String subject) {
    var host = new Host(root, Map.of("PATH", "/bin"), root.resolve("home"), arguments -> answer);
    return Doctor.examine(host).stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsNothingWrongWhereAllIsWell() {
    var host = new Host(root, Map.of("PATH", "/bin"), root.resolve("home"), arguments -> answer);
    assertThat(Doctor.examine(host))
        .isNotEmpty()
        .noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
  }

  @Test
  void missesTheProgramsThatMapUsers() throws IOException {
    Files.delete(root.resolve("bin/newuidmap"));
    assertThat(finding("newuidmap").remedy()).contains("apt install uidmap");
  }

  @Test
  void missesARangeOfUserNumbers() throws IOException {
    write("etc/subuid", "bob:100000:65536\n");
    assertThat(finding("subordinate user ids").remedy())
        .contains("sudo usermod --add-subuids 100000-165535 ann");
    write("etc/subuid", "ann:100000:10\n");
    assertThat(finding("subordinate user ids").found()).contains("only 10");
  }

  @Test
  void saysWhichSettingForbidsNamespaces() throws IOException {
    write("proc/sys/kernel/unprivileged_userns_clone", "0\n");
    assertThat(finding("user namespaces").remedy())
        .contains("sudo sysctl -w kernel.unprivileged_userns_clone=1");
  }

  @Test
  void triesNamespacesAndOverlayForReal() throws IOException {
    answer = new Host.Answer(1, "unshare failed: Operation not permitted");
    write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
    assertThat(finding("user namespaces").found()).contains("Operation not permitted");
    assertThat(finding("user namespaces").remedy())
        .contains("sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
    assertThat(finding("overlayfs").level()).isEqualTo(Finding.Level.NOTE);
  }

  @Test
  void asksNothingOfUsersWhoAreRoot() throws IOException {
    write("proc/self/status", "Uid:\t0\t0\t0\t0\n");
    write("etc/subuid", "");
    var host = new Host(root, Map.of("PATH", "/bin"), root, arguments -> answer);
    assertThat(Doctor.examine(host))
        .isNotEmpty()
        .noneMatch(finding -> finding.subject().startsWith("subordinate"));
  }
}
