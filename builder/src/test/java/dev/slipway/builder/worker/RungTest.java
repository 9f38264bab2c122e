package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RungTest {
  @TempDir private Path root;

  @BeforeEach
  void makeAMachineOnWhichAnOrdinaryUserCanRun() throws Exception {
    write(
        "proc/self/status",
        "Name:\tjava\nUid:\t1000\t1000\nGid:\t1001\t1001\nCapEff:\t0\nNoNewPrivs:\t0\n");
    write("etc/passwd", "root:x:0:0::/:/bin/sh\nann:x:1000:1001::/home/ann:/bin/sh\n");
    write("etc/subuid", "bob:1:2\nann:200000:65536\n");
    write("etc/subgid", "1000:300000:65536\n");
    write("proc/sys/user/max_user_namespaces", "1000\n");
    write("proc/sys/kernel/osrelease", "6.18.0\n");
    write("proc/filesystems", "nodev\tproc\nnodev\toverlay\n\text4\n");
    for (var tool : Facts.TOOLS) {
      var file = write("usr/bin/" + tool, "");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }

  private Path write(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Rung rung() {
    return Rung.of(Facts.gather(root));
  }

  private List<Rung.Obstacle> obstacles() {
    return rung() instanceof Rung.Missing(var obstacles) ? obstacles : List.of();
  }

  @Test
  void mapsTheUserAndARange() {
    assertThat(rung())
        .isEqualTo(
            new Rung.Mapped(
                new Rung.IdMap(1000, new Facts.Range(200_000, 65_536)),
                new Rung.IdMap(1001, new Facts.Range(300_000, 65_536))));
    assertThat(rung().label()).isEqualTo("1000.200000.65536-1001.300000.65536");
  }

  @Test
  void needsNoNamespaceOfUsersForRoot() throws Exception {
    write("proc/self/status", "Uid:\t0\nGid:\t0\nCapEff:\t000001ffffffffff\n");
    assertThat(rung()).isEqualTo(new Rung.Root());
  }

  @Test
  void inheritsTheIdsOfARootThatMayNotMount() throws Exception {
    write("proc/self/status", "Uid:\t0\nGid:\t0\nCapEff:\t00000000a80425fb\n");
    assertThat(rung()).isEqualTo(new Rung.Inherited());
  }

  @Test
  void saysWhichCapabilitiesARootLacks() throws Exception {
    // SETUID and SETGID alone
    write("proc/self/status", "Uid:\t0\nGid:\t0\nCapEff:\t00000000000000c0\n");
    assertThat(obstacles())
        .containsExactly(
            new Rung.Obstacle(
                "root of this container has not the capabilities SETUID, SETGID and SETFCAP",
                "give it those three, which docker does by itself (Kubernetes: capabilities.add)"));
    write("proc/self/status", "Uid:\t0\nGid:\t0\nCapEff:\t00000000800000c0\n");
    assertThat(rung()).isEqualTo(new Rung.Inherited());
  }

  @Test
  void saysOfEveryNeedThatIsMetWhatIsThere() {
    assertThat(Need.of(Facts.gather(root)))
        .containsExactly(
            new Need("util-linux", "setsid, unshare, mount, sh are there", Optional.empty()),
            new Need("user namespaces", "up to 1000", Optional.empty()),
            new Need("newuidmap", "newuidmap, newgidmap are there", Optional.empty()),
            new Need("subuid", "user 'ann' has 65536 ids in /etc/subuid", Optional.empty()),
            new Need("subgid", "user 'ann' has 65536 ids in /etc/subgid", Optional.empty()));
  }

  @Test
  void whoHasNoNameGetsNoIds() throws Exception {
    write("etc/passwd", "root:x:0:0::/:/bin/sh\n");
    write("etc/subuid", "1000:200000:65536\n");
    assertThat(obstacles())
        .containsExactly(
            new Rung.Obstacle(
                "uid 1000 has no name in /etc/passwd, so newuidmap gives it nothing",
                "as root: useradd --uid 1000 NAME"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 100000-165535",
    "bob:100000:65536, 165536-231071",
    "'eve:300000:65536\nbob:165536:65536\ndan:100000:65536', 231072-296607",
    "bob:120000:65536, 185536-251071",
    "bob:1:5, 100000-165535"
  })
  void offersIdsThatNobodyHas(String taken, String offered) throws Exception {
    write("etc/subuid", taken);
    write("etc/subgid", "");
    assertThat(obstacles().stream().map(Rung.Obstacle::remedy))
        .containsExactly(
            "as root: usermod --add-subuids %s ann".formatted(offered),
            "as root: usermod --add-subgids %s ann".formatted(offered));
  }

  @Test
  void namesEverythingThatIsMissingAndWhatWouldHelp() throws Exception {
    write("etc/subuid", "ann:200000:1000\n");
    Files.delete(root.resolve("etc/subgid"));
    Files.delete(root.resolve("usr/bin/newuidmap"));
    write("proc/sys/user/max_user_namespaces", "0\n");
    write("proc/sys/kernel/unprivileged_userns_clone", "0\n");
    write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
    write("proc/self/status", "Uid:\t1000\nGid:\t1000\nCapEff:\t0\nNoNewPrivs:\t1\n");
    assertThat(obstacles().stream().map(Rung.Obstacle::what))
        .containsExactly(
            "this kernel allows no user namespaces (user.max_user_namespaces is 0)",
            "ordinary users may not make user namespaces (kernel.unprivileged_userns_clone is 0)",
            "AppArmor restricts user namespaces"
                + " (kernel.apparmor_restrict_unprivileged_userns is 1)",
            "there is no 'newuidmap'",
            "no_new_privs is set, so newuidmap gets no rights",
            "user 'ann' has 1000 ids in /etc/subuid, and images need 65535",
            "user 'ann' has 0 ids in /etc/subgid, and images need 65535");
    assertThat(obstacles().stream().map(Rung.Obstacle::remedy))
        .contains("as root: usermod --add-subuids 100000-165535 ann");
    assertThatThrownBy(
            () -> Worker.start(new WorkerSettings(List.of("java"), root.resolve("s"), rung())))
        .isInstanceOf(BuildException.SandboxUnavailable.class)
        .hasMessageStartingWith("RUN cannot be isolated here:\n  - this kernel allows no user");
  }
}
