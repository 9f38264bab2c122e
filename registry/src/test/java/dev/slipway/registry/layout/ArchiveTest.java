package dev.slipway.registry.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Reference;
import dev.slipway.registry.Blob;
import dev.slipway.registry.Copy;
import dev.slipway.registry.MemoryPlace;
import dev.slipway.registry.PlaceContract;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.SampleImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {
  @TempDir private Path folder;
  private final SampleImage image = SampleImage.of("app", 100_000, "linux/amd64");
  private final SampleImage other = SampleImage.of("other", 1000, "linux/arm64");

  @TestFactory
  Stream<DynamicTest> keepsTheContractOfAPlaceWhileItGrows() {
    var number = new AtomicInteger();
    return PlaceContract.tests(
        () ->
            GrowingArchive.create(
                folder.resolve(number.incrementAndGet() + ".tar"), GrowingArchive.Kind.OCI));
  }

  @ParameterizedTest
  @EnumSource
  void isReadWithoutBeingExtracted(GrowingArchive.Kind kind) throws IOException {
    var file = write("a.tar", kind, "app:1");
    try (var archive = LayoutArchive.open(file)) {
      assertThat(archive.tags()).containsExactly("1");
      assertThat(archive.sole().digest()).isEqualTo(image.manifest().digest());
      var copy = new MemoryPlace("memory");
      Copy.between(archive, copy).run("1", List.of("copied"));
      assertThat(copy.resolve("copied")).isEqualTo(image.manifest().descriptor());
      try (var layer = archive.fetch(image.layer())) {
        assertThat(layer.readAllBytes()).isEqualTo(image.archive());
      }
    }
    assertThat(filesIn(folder)).containsExactly("a.tar");
  }

  @Test
  void isWrittenIntoAPipeAndDoesNotReplaceIt() throws Exception {
    var file = write("a.tar", GrowingArchive.Kind.OCI, "app:1");
    var pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var reader =
        new ProcessBuilder("cat", pipe.toString())
            .redirectOutput(folder.resolve("read.tar").toFile())
            .start();
    write("pipe", GrowingArchive.Kind.OCI, "app:1");
    assertThat(reader.waitFor()).isZero();
    assertThat(folder.resolve("read.tar")).hasSameBinaryContentAs(file);
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertThat(filesIn(folder)).containsExactlyInAnyOrder("a.tar", "pipe", "read.tar");
  }

  @Test
  void isWrittenWhereALinkLeads() throws IOException {
    var file = write("a.tar", GrowingArchive.Kind.OCI, "app:1");
    Files.writeString(folder.resolve("old.tar"), "old");
    var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("old.tar"));
    write("link", GrowingArchive.Kind.OCI, "app:1");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(folder.resolve("old.tar")).hasSameBinaryContentAs(file);
  }

  @Test
  void growsBesideTheFileToWhichALinkLeads() throws IOException {
    var other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("old.tar"), "old");
    Files.createSymbolicLink(folder.resolve("link"), other.resolve("old.tar"));
    try (var _ = GrowingArchive.create(folder.resolve("link"), GrowingArchive.Kind.OCI)) {
      assertThat(filesIn(folder)).containsExactly("link", "other");
      assertThat(filesIn(other)).hasSize(2);
    }
    assertThat(filesIn(other)).containsExactly("old.tar");
  }

  @Test
  void hasTheSameBytesWheneverItIsMade() throws IOException {
    var first = write("a.tar", GrowingArchive.Kind.OCI, "app:1");
    Path second = folder.resolve("b.tar");
    try (var archive = GrowingArchive.create(second, GrowingArchive.Kind.OCI)) {
      // In another order.
      for (var document : List.of(image.manifest(), image.config())) {
        archive.push(document.descriptor(), Blob.of(document.bytes()));
      }
      archive.push(image.layer(), Blob.of(image.archive()));
      archive.name(image.manifest(), Reference.parse("app:1"));
    }
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void leavesWhatWasThereWhenNothingIsNamed() throws IOException {
    var file = write("a.tar", GrowingArchive.Kind.OCI, "app:1");
    var before = Files.readAllBytes(file);
    try (var archive = GrowingArchive.create(file, GrowingArchive.Kind.OCI)) {
      archive.push(other.layer(), Blob.of(other.archive()));
    }
    assertThat(file).hasBinaryContent(before);
    assertThat(filesIn(folder)).containsExactly("a.tar");
  }

  @Test
  void removesWhatSomebodyLeftUnfinishedLongAgo() throws IOException {
    for (var name : List.of(".a.tar.slipway-old", ".a.tar.slipway-new", ".b.tar.slipway-old")) {
      Files.createDirectory(folder.resolve(name));
      if (name.endsWith("old")) {
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(Instant.EPOCH));
      }
    }
    write("a.tar", GrowingArchive.Kind.OCI, "app:1");
    assertThat(filesIn(folder))
        .containsExactly(".a.tar.slipway-new", ".b.tar.slipway-old", "a.tar");
  }

  @Test
  void doesNotChangeOnceItIsMade() {
    var file = write("a.tar", GrowingArchive.Kind.OCI, "app:1");
    try (var archive = LayoutArchive.open(file)) {
      archive.push(image.layer(), Blob.of(image.archive()));
      assertThatThrownBy(() -> archive.push(other.layer(), Blob.of(other.archive())))
          .isInstanceOf(RegistryException.Refused.class)
          .hasMessageContaining("copy its images to a new one");
      assertThatThrownBy(() -> archive.tag(image.manifest(), "2"))
          .isInstanceOf(RegistryException.Refused.class);
    }
  }

  @Test
  void seesThatItWasTamperedWith() throws IOException {
    var file = write("a.tar", GrowingArchive.Kind.OCI, "app:1");
    var bytes = Files.readAllBytes(file);
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    int layer = text.indexOf("blobs/sha256/" + image.layer().digest().hex());
    bytes[layer + 2000] ^= 1;
    Files.write(file, bytes);
    try (var archive = LayoutArchive.open(file)) {
      assertThatThrownBy(() -> archive.fetch(image.layer()).readAllBytes())
          .isInstanceOf(RegistryException.Mismatch.class);
    }
  }

  @Test
  void forDockerSaysWhereConfigLayersAndNamesAre() throws IOException {
    var file = write("a.tar", GrowingArchive.Kind.DOCKER, "app:1");
    try (var index = TarIndex.open(file);
        var manifests = index.open("manifest.json")) {
      assertThat(new String(manifests.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              """
              [{"Config":"blobs/sha256/%s","RepoTags":["app:1"],"Layers":["blobs/sha256/%s"]}]"""
                  .formatted(image.config().digest().hex(), image.layer().digest().hex()));
    }
  }

  @Test
  void forDockerTakesNoIndex() {
    var file = folder.resolve("a.tar");
    var source = SampleImage.index("multi", List.of(image, other));
    try (var archive = GrowingArchive.create(file, GrowingArchive.Kind.DOCKER)) {
      assertThatThrownBy(() -> Copy.between(source, archive).run("multi", List.of("x")))
          .isInstanceOf(RegistryException.Refused.class)
          .hasMessageContaining("choose a platform");
    }
    assertThat(file).doesNotExist();
  }

  @Nested
  class Reading {
    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "a/../../x", "a/../x", "a\\b"})
    void refusesNamesThatClimbOut(String name) throws IOException {
      assertThatThrownBy(() -> LayoutArchive.open(tar(name, '0', "", "x")))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd"})
    void refusesLinksThatClimbOut(String target) {
      for (char type : new char[] {'1', '2'}) {
        assertThatThrownBy(() -> LayoutArchive.open(tar("index.json", type, target, "")))
            .isInstanceOf(RegistryException.Malformed.class);
      }
    }

    @Test
    void followsLinksWithinAndNoLoops() throws IOException {
      try (var index = TarIndex.open(tar("a/b", '2', "../oci-layout", ""))) {
        assertThat(index.size("a/b")).hasValue(30);
      }
      try (var index = TarIndex.open(tar("a", '2', "a", ""))) {
        assertThat(index.has("a")).isFalse();
      }
    }

    @Test
    void saysWhatIsNoArchive() throws IOException {
      var file = folder.resolve("x");
      assertThatThrownBy(() -> LayoutArchive.open(file))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessageContaining("no such file");
      Files.writeString(file, "x".repeat(2000));
      assertThatThrownBy(() -> LayoutArchive.open(file))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("no tar header at byte 0");
      Files.write(file, new byte[0]);
      assertThatThrownBy(() -> LayoutArchive.open(file))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessageContaining("oci-layout");
      var packed = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(packed)) {
        gzip.write(1);
      }
      Files.write(file, packed.toByteArray());
      assertThatThrownBy(() -> LayoutArchive.open(file))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("gunzip");
    }

    @Test
    void saysWhatCannotBeRead() throws IOException {
      assertThatThrownBy(() -> LayoutArchive.open(folder))
          .isInstanceOf(RegistryException.NotFound.class)
          .hasMessage("read oci-archive:%s: it is a folder, not an archive".formatted(folder));
      var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
      assertThatThrownBy(() -> LayoutArchive.open(link))
          .isInstanceOf(RegistryException.DiskFailed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 ", "3 =", "3 a\n3 ", "0 path=x\n", "99 path=x\n", "x", ""})
    void refusesExtensionHeadersThatAreNotWellFormed(String records) throws IOException {
      var file = tar("x", 'x', "", records);
      if (records.isEmpty()) {
        TarIndex.open(file).close();
      } else {
        assertThatThrownBy(() -> LayoutArchive.open(file))
            .isInstanceOf(RegistryException.Malformed.class);
      }
    }

    @Test
    void refusesNamesThatWouldFillTheMemory() throws IOException {
      var file = folder.resolve("names.tar");
      try (var tar = new TarWriter(file)) {
        for (int i = 10; i < 50; i++) {
          tar.add(i + "x".repeat(1_000_000), new byte[0]);
        }
      }
      assertThatThrownBy(() -> LayoutArchive.open(file))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("the names in the archive have more than 33554432 characters");
    }

    @Test
    void quotesNoMoreOfANameThanAPersonReads() throws IOException {
      var file = folder.resolve("name.tar");
      try (var tar = new TarWriter(file)) {
        tar.add("/" + "x".repeat(1_000_000), new byte[0]);
      }
      assertThatThrownBy(() -> LayoutArchive.open(file))
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void seesThatTheArchiveIsCutShort() throws IOException {
      var file = write("a.tar", GrowingArchive.Kind.OCI, "app:1");
      try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
        channel.truncate(50_000);
      }
      assertThatThrownBy(() -> LayoutArchive.open(file))
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageContaining("cut short");
    }

    /// An archive with a marker and one more entry.
    private Path tar(String name, char type, String link, String content) throws IOException {
      var file = folder.resolve("hostile.tar");
      Files.deleteIfExists(file);
      try (var tar = new TarWriter(file)) {
        tar.add(
            "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        tar.add("placeholder", content.getBytes(StandardCharsets.UTF_8));
      }
      var bytes = Files.readAllBytes(file);
      Arrays.fill(bytes, 1024, 1124, (byte) 0);
      put(bytes, 1024, name);
      bytes[1024 + 156] = (byte) type;
      put(bytes, 1024 + 157, link);
      put(bytes, 1024 + 148, "        ");
      int sum = 0;
      for (int i = 1024; i < 1536; i++) {
        sum += bytes[i] & 0xff;
      }
      put(bytes, 1024 + 148, "%06o\0 ".formatted(sum));
      Files.write(file, bytes);
      return file;
    }

    private void put(byte[] bytes, int offset, String text) {
      var more = text.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(more, 0, bytes, offset, more.length);
    }
  }

  private Path write(String name, GrowingArchive.Kind kind, String reference) {
    var file = folder.resolve(name);
    try (var archive = GrowingArchive.create(file, kind)) {
      Copy.between(image.place("x"), archive).run("x", List.of());
      archive.name(image.manifest(), Reference.parse(reference));
    }
    return file;
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
