package dev.slipway.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.Builder;
import dev.slipway.builder.BuilderSettings;
import dev.slipway.builder.DockerfileLocation;
import dev.slipway.image.Reference;
import dev.slipway.registry.CopyEvent;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A Debian root file system becomes a base image in Debian's registry; a build stands on it, and
/// what it pushes is read, unpacked and run by others.
class DebianBaseTest {
  @SuppressWarnings("InlineFormatString") // a Dockerfile reads better on its own
  private static final String STEPS =
      """
      FROM %s
      RUN useradd --create-home --uid 1234 alice && chown alice:alice /opt
      RUN cp /bin/ls /opt/pinger && setcap cap_net_raw+ep /opt/pinger 2>/dev/null || touch /nocap
      RUN rm -rf /usr/share/doc /etc/motd && mkdir /usr/share/doc && echo new >/usr/share/doc/new \\
       && rm -rf /media && ln -s /mnt /media && rm /etc/issue && mkdir /etc/issue
      RUN <<END
      set -e
      mkdir -p /tmp/p/DEBIAN /tmp/p/usr/share/tiny
      printf 'Package: tiny\\nVersion: 1\\nArchitecture: all\\nMaintainer: x\\nDescription: x\\n' \\
        >/tmp/p/DEBIAN/control
      echo tiny >/tmp/p/usr/share/tiny/file
      dpkg-deb --build /tmp/p /tmp/tiny.deb
      dpkg -i /tmp/tiny.deb
      rm -rf /tmp/p /tmp/tiny.deb
      END
      USER alice
      WORKDIR /home/alice/work
      RUN id -un >who && touch /opt/mine
      CMD ["cat", "who"]
      """;

  private Path folder;
  private Process registry;
  private String host;

  @BeforeEach
  void startRegistry() throws IOException, InterruptedException {
    var program = Program.require("docker-registry");
    folder = Files.createTempDirectory("slipway-debian");
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    host = "127.0.0.1:" + port;
    var configuration = folder.resolve("registry.yml");
    Files.writeString(
        configuration,
        """
        version: 0.1
        log: {level: warn}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "%s"}
        """
            .formatted(folder.resolve("registry"), host));
    registry =
        new ProcessBuilder(program.path().toString(), "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    for (int wait = 0; wait < 200; wait++) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new AssertionError("docker-registry does not answer");
  }

  @AfterEach
  void stopRegistry() throws InterruptedException {
    registry.destroy();
    registry.waitFor(10, TimeUnit.SECONDS);
    // Snapshots hold files of many owners and modes.
    Program.require("rm").says("-rf", "--one-file-system", folder.toString());
  }

  private static Path rootfs() {
    var fixtures = System.getenv("SLIPWAY_FIXTURES");
    if (fixtures == null || !Files.exists(Path.of(fixtures, "rootfs.tar"))) {
      return Program.missing(
          "there is no Debian root file system (.ci/fixtures makes it, SLIPWAY_FIXTURES names it)");
    }
    return Path.of(fixtures, "rootfs.tar");
  }

  private Reference build(Builder builder, Path context, String dockerfile, String name) {
    var request =
        BuildRequest.of(context)
            .withDockerfile(new DockerfileLocation.Inline("Dockerfile", dockerfile));
    var log = new StringBuilder();
    var target = Reference.parse(host + "/" + name);
    try {
      var image =
          builder.build(
              request,
              event -> {
                if (event instanceof BuildEvent.StepOutput output) {
                  log.append(output.bytes());
                }
              });
      builder.push(image, target, CopyEvent.Listener.NONE);
    } catch (RuntimeException e) {
      throw new AssertionError(name + " does not build:\n" + log, e);
    }
    return target;
  }

  @Test
  void othersReadUnpackAndRunWhatIsBuiltOnDebian() throws IOException {
    var context = Files.createDirectory(folder.resolve("context"));
    Files.copy(rootfs(), context.resolve("rootfs.tar"));
    Reference app;
    try (var client = new RegistryClient(RegistryOptions.DEFAULT);
        var builder = Builder.open(BuilderSettings.of(folder.resolve("store"), client))) {
      var base =
          build(builder, context, "FROM scratch\nADD rootfs.tar /\nCMD [\"bash\"]\n", "debian:1");
      app = build(builder, context, STEPS.formatted(base), "app:1");
    }

    var skopeo = Program.require("skopeo");
    assertThat(skopeo.says("inspect", "--tls-verify=false", "docker://" + app))
        .contains("\"Os\": \"linux\"");
    assertThat(Program.require("crane").says("validate", "--insecure", "--remote", app.toString()))
        .startsWith("PASS");
    unpackedByUmoci(skopeo, app);
    runByBuildah(app);
  }

  private void unpackedByUmoci(Program skopeo, Reference app) throws IOException {
    var layout = folder.resolve("layout");
    skopeo.says("copy", "--src-tls-verify=false", "docker://" + app, "oci:" + layout + ":app");
    Program.require("umoci")
        .says("unpack", "--image", layout + ":app", folder.resolve("bundle").toString());
    var root = folder.resolve("bundle/rootfs");
    assertThat(root.resolve("usr/share/doc")).isDirectoryContaining("glob:**/new");
    assertThat(root.resolve("usr/share/doc/base-files")).doesNotExist();
    assertThat(root.resolve("etc/motd")).doesNotExist();
    assertThat(Files.readSymbolicLink(root.resolve("media"))).hasToString("/mnt");
    assertThat(root.resolve("etc/issue")).isDirectory();
    assertThat(root.resolve("usr/share/tiny/file")).hasContent("tiny");
    assertThat(Files.getAttribute(root.resolve("opt/mine"), "unix:uid")).isEqualTo(1234);
    assertThat(root.resolve("home/alice/work/who")).hasContent("alice");
    assertThat(root.resolve("dev/pipes")).doesNotExist();
    assertThat(Files.size(root.resolve("etc/resolv.conf"))).isNotNegative();
    if (Files.notExists(root.resolve("nocap"))) {
      assertThat(Program.require("getcap").says(root.resolve("opt/pinger").toString()))
          .contains("cap_net_raw");
    }
  }

  private void runByBuildah(Reference app) {
    if (!"root".equals(System.getProperty("user.name"))) {
      Program.missing("buildah needs root here");
    }
    var buildah = Program.require("buildah");
    var storage =
        new String[] {
          "--root", folder.resolve("buildah").toString(),
          "--runroot", folder.resolve("buildah-run").toString(),
          "--storage-driver", "vfs"
        };
    var container =
        buildah.says(joined(storage, "from", "--quiet", "--tls-verify=false", app.toString()));
    var name = container.strip().lines().reduce((_, last) -> last).orElseThrow();
    assertThat(
            buildah.says(joined(storage, "run", "--isolation", "chroot", name, "--", "cat", "who")))
        .contains("alice");
  }

  private static String[] joined(String[] first, String... rest) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(List.of(rest));
    return all.toArray(String[]::new);
  }
}
