package dev.slipway.registry.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Descriptor;
import dev.slipway.image.MediaType;
import dev.slipway.image.Reference;
import dev.slipway.registry.Blob;
import dev.slipway.registry.Copy;
import dev.slipway.registry.PlaceContract;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.SampleImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class LayoutFolderTest {
  private static final byte[] BYTES = "some layer".getBytes(StandardCharsets.UTF_8);
  private static final Descriptor BLOB = Descriptor.of(MediaType.OCI_LAYER, BYTES);

  @TempDir private Path folder;
  private final SampleImage image = SampleImage.of("app", 1000, "linux/amd64");

  @TestFactory
  Stream<DynamicTest> keepsTheContractOfAPlace() {
    var number = new AtomicInteger();
    return PlaceContract.tests(
        () -> LayoutFolder.create(folder.resolve("place" + number.incrementAndGet())));
  }

  @Test
  void isALayoutFromTheBeginning() throws IOException {
    LayoutFolder.create(folder);
    assertThat(folder.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
    assertThat(LayoutFolder.open(folder).entries()).isEmpty();
    assertThat(names()).containsExactly("index.json", "oci-layout");
  }

  @Test
  void refusesAListOfMoreThanCanBeUnderstood() throws IOException {
    LayoutFolder.create(folder);
    Files.writeString(
        folder.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":[" + "{},".repeat(999_999) + "{}]}");
    assertThatThrownBy(() -> LayoutFolder.open(folder).entries())
        .isInstanceOf(RegistryException.Malformed.class)
        .hasMessageContaining("index.json lists 1000000 entries; at most 80000 are read");
  }

  @Test
  void leavesNothingBesideTheLayout() throws IOException {
    var layout = LayoutFolder.create(folder);
    save(layout, "1.0");
    assertThatThrownBy(() -> layout.push(BLOB, Blob.of(new byte[3])))
        .isInstanceOf(RegistryException.Mismatch.class);
    assertThat(names()).containsExactly("blobs", "index.json", "oci-layout");
  }

  @Test
  void removesWhatSomebodyLeftUnfinishedLongAgo() throws IOException {
    var layout = LayoutFolder.create(folder);
    var old = Files.createFile(folder.resolve(".slipway-old"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
    Files.createFile(folder.resolve(".slipway-new"));
    save(layout, "1.0");
    assertThat(names()).containsExactly(".slipway-new", "blobs", "index.json", "oci-layout");
  }

  @Test
  void takesNoteOfNothingThatIsFinishedMeanwhile() throws IOException {
    var layout = LayoutFolder.create(folder);
    // Listed still, and there no longer: what another process renames at this moment.
    Files.createSymbolicLink(folder.resolve(".slipway-renamed"), Path.of("gone"));
    save(layout, "1.0");
    assertThat(layout.tags()).containsExactly("1.0");
  }

  @Test
  void keepsEntriesThatItDoesNotUnderstand() throws IOException {
    var layout = LayoutFolder.create(folder);
    Files.writeString(
        folder.resolve("index.json"),
        """
        {"schemaVersion":2,"x-mine":{"a":1},"manifests":[
          {"mediaType":"a/b","digest":"blake3:00","size":1,"x":[1.50]},
          {"mediaType":"a/b","digest":"%s","size":7,"annotations":{"org.opencontainers.image.ref.name":"1.0"}}
        ]}"""
            .formatted(BLOB.digest()));
    save(layout, "1.0");
    save(layout, "2.0");
    assertThat(Files.readString(folder.resolve("index.json")))
        .contains("\"x-mine\":{\"a\":1}", "blake3:00", "[1.50]")
        .doesNotContain(BLOB.digest().hex());
    assertThat(layout.tags()).containsExactly("1.0", "2.0");
  }

  @Test
  void listsWithoutANameAndGivesOneLater() {
    var layout = LayoutFolder.create(folder);
    image.place("x");
    Copy.between(image.place("x"), layout).run("x", List.of());
    layout.list(image.manifest());
    layout.list(image.manifest());
    assertThat(layout.entries()).hasSize(1);
    assertThat(layout.sole()).isEqualTo(image.manifest().descriptor());
    layout.name(image.manifest(), Reference.parse("app:3"));
    assertThat(layout.entries()).hasSize(1);
    assertThat(layout.resolve("3")).isEqualTo(image.manifest().descriptor());
    assertThat(layout.entries().getFirst().annotations())
        .containsEntry("io.containerd.image.name", "docker.io/library/app:3");
  }

  @Test
  void knowsWhichImageIsMeantWhenNoneIsNamed() {
    var layout = LayoutFolder.create(folder);
    assertThatThrownBy(layout::sole).hasMessageContaining("lists no image");
    save(layout, "1.0");
    save(layout, "1.1");
    assertThat(layout.sole().digest()).isEqualTo(image.manifest().digest());
    var other = SampleImage.of("other", 10, "linux/arm64");
    Copy.between(other.place("x"), layout).run("x", List.of("other"));
    assertThatThrownBy(layout::sole)
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessageContaining("name one: 1.0, 1.1, other");
    layout.tag(other.manifest(), "latest");
    assertThat(layout.sole().digest()).isEqualTo(other.manifest().digest());
  }

  @Test
  void saysWhichTagsThereAreWhenOneIsNot() {
    var layout = LayoutFolder.create(folder);
    save(layout, "1.0");
    assertThatThrownBy(() -> layout.resolve("2.0"))
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessage("oci:" + folder + " has no tag '2.0'; it has: 1.0");
  }

  @Test
  void saysThatThereAreNoTags() {
    assertThatThrownBy(() -> LayoutFolder.create(folder).resolve("2.0"))
        .hasMessage("oci:" + folder + " has no tag '2.0'; it has: none");
  }

  @Test
  void refusesToNameWhatIsNotThere() {
    var layout = LayoutFolder.create(folder);
    assertThatThrownBy(() -> layout.tag(image.manifest(), "1.0"))
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessageContaining("push it first");
  }

  @Test
  void seesThatABlobWasTamperedWith() throws IOException {
    var layout = LayoutFolder.create(folder);
    layout.push(BLOB, Blob.of(BYTES));
    Files.writeString(blobFile(), "some LAYER");
    assertThatThrownBy(() -> layout.fetch(BLOB).readAllBytes())
        .isInstanceOf(RegistryException.Mismatch.class)
        .hasMessageContaining(BLOB.digest().toString());
  }

  @Test
  void writesAgainABlobThatWasCutShort() throws IOException {
    var layout = LayoutFolder.create(folder);
    layout.push(BLOB, Blob.of(BYTES));
    Files.writeString(blobFile(), "some");
    assertThat(layout.exists(BLOB)).isFalse();
    layout.push(BLOB, Blob.of(BYTES));
    assertThat(layout.fetch(BLOB).readAllBytes()).isEqualTo(BYTES);
  }

  @Test
  void readsBlobsBehindSymbolicLinks() throws IOException {
    var layout = LayoutFolder.create(folder.resolve("layout"));
    layout.push(BLOB, Blob.of(BYTES));
    var file = folder.resolve("layout/blobs/sha256/" + BLOB.digest().hex());
    Files.move(file, folder.resolve("elsewhere"));
    Files.createSymbolicLink(file, folder.resolve("elsewhere"));
    assertThat(layout.fetch(BLOB).readAllBytes()).isEqualTo(BYTES);
  }

  @Test
  void refusesAFolderThatHoldsSomethingElse() throws IOException {
    Files.createFile(folder.resolve("letter.txt"));
    assertThatThrownBy(() -> LayoutFolder.create(folder))
        .isInstanceOf(RegistryException.Refused.class)
        .hasMessageContaining("such as 'letter.txt'");
    assertThatThrownBy(() -> LayoutFolder.open(folder))
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessageContaining("no file 'oci-layout'");
    assertThatThrownBy(() -> LayoutFolder.open(folder.resolve("none")))
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessageContaining("no such folder");
  }

  @Test
  void refusesAVersionThatIsNotKnown() throws IOException {
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
    assertThatThrownBy(() -> LayoutFolder.open(folder))
        .isInstanceOf(RegistryException.Malformed.class)
        .hasMessageContaining("version '2.0.0'");
  }

  @Test
  void refusesAnIndexThatIsNone() throws IOException {
    var layout = LayoutFolder.create(folder);
    for (var text : List.of("", "[]", "{\"manifests\":{}}", "{\"a\":1,\"a\":2}")) {
      Files.writeString(folder.resolve("index.json"), text);
      assertThatThrownBy(layout::tags)
          .isInstanceOf(RegistryException.Malformed.class)
          .hasMessageStartingWith("read oci:" + folder);
    }
  }

  @Test
  void losesNoNameWhenManyGiveThemAtOnce() throws Exception {
    LayoutFolder.create(folder);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var saves = new ArrayList<Callable<String>>();
      for (int i = 0; i < 40; i++) {
        var tag = "tag-" + i;
        saves.add(
            () -> {
              // A layout of its own each, as other builds would have.
              save(LayoutFolder.create(folder), tag);
              return tag;
            });
      }
      for (var saved : threads.invokeAll(saves)) {
        saved.get();
      }
    }
    assertThat(LayoutFolder.open(folder).tags()).hasSize(40);
  }

  @Test
  void losesNoNameWhenOtherProcessesGiveThemToo() throws Exception {
    LayoutFolder.create(folder);
    var processes = new ArrayList<Process>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Namer.class.getName(),
                  folder.toString(),
                  "process" + i)
              .inheritIO()
              .start());
    }
    for (var process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(LayoutFolder.open(folder).tags()).hasSize(60);
  }

  /// Names an image twenty times, in a process of its own.
  static final class Namer {
    private Namer() {}

    public static void main(String[] arguments) {
      var layout = LayoutFolder.create(Path.of(arguments[0]));
      var image = SampleImage.of("app", 1000, "linux/amd64");
      for (int i = 0; i < 20; i++) {
        Copy.between(image.place("x"), layout).run("x", List.of(arguments[1] + "-" + i));
      }
    }
  }

  private void save(LayoutFolder layout, String tag) {
    Copy.between(image.place("x"), layout).run("x", List.of(tag));
  }

  private Path blobFile() {
    return folder.resolve("blobs/sha256/" + BLOB.digest().hex());
  }

  private List<String> names() throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
