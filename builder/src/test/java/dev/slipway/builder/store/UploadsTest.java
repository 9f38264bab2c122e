package dev.slipway.builder.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.registry.Repository;
import dev.slipway.registry.remote.UploadJournal.Entry;
import dev.slipway.registry.remote.UploadJournal.UploadSession;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadsTest {
  private static final Repository REPOSITORY = new Repository("r.example:5000", "team/app");
  private static final Digest BLOB = Digest.of(new byte[] {1});
  private static final UploadSession SESSION =
      new UploadSession(URI.create("https://r.example:5000/up/1?_state=c2VjcmV0"), 5_242_880);

  @TempDir private Path root;

  private static Entry claim(Store store) {
    return store.uploads().claim(REPOSITORY, BLOB).orElseThrow();
  }

  private static void remember(Store store) {
    try (var entry = claim(store)) {
      entry.remember(SESSION);
    }
  }

  private Path file() throws IOException {
    try (var files = Files.walk(root.resolve("uploads"))) {
      return files.filter(file -> file.endsWith("session")).findFirst().orElseThrow();
    }
  }

  @Test
  void remembersForTheNextProcess() throws IOException {
    try (var store = Store.open(root)) {
      remember(store);
    }
    assertThat(Files.readAllLines(file()))
        .containsExactly(
            "slipway-upload 1",
            "r.example:5000/team/app",
            BLOB.toString(),
            "https://r.example:5000/up/1?_state=c2VjcmV0",
            "5242880",
            "end");
    try (var store = Store.open(root);
        var entry = claim(store)) {
      assertThat(entry.find()).contains(SESSION);
      entry.forget();
      assertThat(entry.find()).isEmpty();
    }
  }

  @Test
  void onlyTheOwnerReadsIt() throws IOException {
    try (var store = Store.open(root)) {
      remember(store);
      assertThat(permissions(file())).isEqualTo("rw-------");
      assertThat(permissions(root.resolve("uploads"))).isEqualTo("rwx------");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void twoDoNotHaveTheSameUpload() {
    try (var store = Store.open(root);
        var other = Store.open(root)) {
      try (var _ = claim(store)) {
        assertThat(other.uploads().claim(REPOSITORY, BLOB)).isEmpty();
        assertThat(other.uploads().claim(REPOSITORY, Digest.of(new byte[] {2})))
            .hasValueSatisfying(Entry::close);
        assertThat(other.uploads().claim(new Repository("r.example:5000", "team/b"), BLOB))
            .hasValueSatisfying(Entry::close);
      }
      assertThat(other.uploads().claim(REPOSITORY, BLOB)).hasValueSatisfying(Entry::close);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "slipway-upload 1",
        "slipway-upload 2\nREPOSITORY\nBLOB\nhttps://r.example/1\n0\nend\n",
        "slipway-upload 1\nr.example:5000/other\nBLOB\nhttps://r.example/1\n0\nend\n",
        "slipway-upload 1\nREPOSITORY\nsha256:00\nhttps://r.example/1\n0\nend\n",
        "slipway-upload 1\nREPOSITORY\nBLOB\nhttps://r.example/1\n0\n",
        "slipway-upload 1\nREPOSITORY\nBLOB\nfile:///etc/passwd\n0\nend\n",
        "slipway-upload 1\nREPOSITORY\nBLOB\nhttps://user@r.example/1\n0\nend\n",
        "slipway-upload 1\nREPOSITORY\nBLOB\nhttps:///1\n0\nend\n",
        "slipway-upload 1\nREPOSITORY\nBLOB\nhttps://r.example/ 1\n0\nend\n",
        "slipway-upload 1\nREPOSITORY\nBLOB\nhttps://r.example/1\n-1\nend\n",
        "slipway-upload 1\nREPOSITORY\nBLOB\nhttps://r.example/1\nmany\nend\n",
      })
  void isNotMisledByWhatIsWrittenThere(String text) throws IOException {
    try (var store = Store.open(root)) {
      remember(store);
      Files.writeString(
          file(),
          text.replace("REPOSITORY", REPOSITORY.toString()).replace("BLOB", BLOB.toString()));
      try (var entry = claim(store)) {
        assertThat(entry.find()).isEmpty();
      }
    }
  }

  @Test
  void readsNoBytesThatAreNoText() throws IOException {
    try (var store = Store.open(root)) {
      remember(store);
      Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe});
      try (var entry = claim(store)) {
        assertThat(entry.find()).isEmpty();
      }
    }
  }

  @Test
  void doesWithoutWhereNothingCanBeWritten() throws IOException {
    try (var store = Store.open(root)) {
      Files.writeString(root.resolve("uploads"), "in the way");
      assertThat(store.uploads().claim(REPOSITORY, BLOB)).isEmpty();
    }
  }

  @Test
  void pruneRemovesWhatRegistriesHaveForgotten() throws IOException {
    try (var store = Store.open(root)) {
      remember(store);
    }
    var aWeek = Clock.systemUTC().instant().minus(Duration.ofDays(7));
    Pruning.prune(root, aWeek, _ -> {});
    assertThat(file()).exists();

    Files.setLastModifiedTime(
        file(), FileTime.from(Clock.systemUTC().instant().minus(Duration.ofHours(25))));
    Pruning.prune(root, aWeek, _ -> {});
    assertThat(files()).isEmpty();
  }

  @Test
  void pruneRemovesAllWhenNothingIsToStay() throws IOException {
    try (var store = Store.open(root)) {
      remember(store);
      assertThat(Usage.of(store).departments())
          .filteredOn(department -> department.name().equals("uploads"))
          .singleElement()
          .satisfies(department -> assertThat(department.bytes()).isPositive());
    }
    var removed = Pruning.prune(root, Instant.MAX, _ -> {});
    assertThat(removed).map(Pruning.Removed::files).isNotEqualTo(Optional.of(0L));
    assertThat(files()).isEmpty();
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(root.resolve("uploads"))) {
      return files.toList();
    }
  }
}
