package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.worker.OrdinaryUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same image whoever builds it.
class OtherUsersTest {
  private static final List<String> NOBODY_KNOWN =
      List.of("--reuid", "54321", "--regid", "54321", "--clear-groups", "--inh-caps=-all");

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    Peers.requireRoot();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    workshop = new Workshop(folder);
    for (var name : List.of("data/a", "data/b", "data/c")) {
      var file = workshop.file(name, name);
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_500_000_000)));
    }
  }

  @AfterEach
  void close() {
    if (workshop != null) {
      workshop.close();
    }
  }

  private String[] arguments(String store) {
    return new String[] {
      folder.resolve(store).toString(), workshop.context.toString(), "mark", "value"
    };
  }

  private String built(List<String> identity, String store) throws Exception {
    return OrdinaryUser.run(folder, identity, BuildProgram.class, arguments(store))
        .replace("begun\n", "");
  }

  private String builtHere(String store) throws Exception {
    try (var builder =
        Builder.open(BuildProgram.settings(folder.resolve(store), workshop.client, "here"))) {
      return builder
              .build(
                  BuildRequest.of(workshop.context).withArgument("N", "value"),
                  BuildListener.silent())
              .config()
              .digest()
          + "\n";
    }
  }

  @Test
  void rootAndAnOrdinaryUserBuildTheSame() throws Exception {
    if (!OrdinaryUser.isThere()) {
      Peers.missing("there is no user 'builder' with subordinate ids (.ci/peers makes one)");
    }
    workshop.file(
        "Dockerfile",
        """
        FROM %s
        ARG N
        COPY --chown=bob data /data
        WORKDIR /srv/app
        RUN chown 5:6 /data/a && chmod 4755 /data/b && touch -t 202001010000 /data/c
        RUN rm /data/b && touch -t 202001010000 /data
        """
            .formatted(workshop.busyboxImage()));
    assertThat(built(OrdinaryUser.IDENTITY, "home")).isEqualTo(builtHere("store"));
  }

  @Test
  void anyUidBuildsWhatHasNoCommandWithoutNamespaces() throws Exception {
    workshop.file(
        "Dockerfile",
        """
        FROM %s
        ARG N
        COPY --chown=bob:5 --chmod=640 data /data
        WORKDIR /srv/app
        USER bob
        COPY --from=%s /bin /other
        """
            .formatted(workshop.busyboxImage(), workshop.name("busybox:1")));
    assertThat(built(NOBODY_KNOWN, "home")).isEqualTo(builtHere("store"));
    assertThat(StoreCheck.complaints(folder.resolve("home"))).isEmpty();
  }
}
