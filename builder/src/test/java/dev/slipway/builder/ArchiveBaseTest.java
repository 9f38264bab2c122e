package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.snapshot.Snapshots;
import dev.slipway.registry.layout.LayoutFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveBaseTest {
  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  @Test
  void closesTheArchiveWhoseLayersItTook() throws Exception {
    var archives = Files.createDirectory(folder.resolve("archives"));
    var archive = archive(archives.resolve("base.tar"));
    var image = workshop.build("FROM oci-archive:%s\nCOPY c /\n".formatted(archive));
    assertThat(workshop.content(image, "a")).isEqualTo("a");
    assertThat(Processes.open(archives)).isEmpty();
    try (var builder = workshop.open();
        var layout = LayoutFolder.create(folder.resolve("copy"))) {
      builder.write(image, layout, List.of("latest"), _ -> {});
    }
    assertThat(Processes.open(archives)).isEmpty();
  }

  private Path archive(Path archive) throws Exception {
    workshop.file("a", "a");
    workshop.file("b", "b");
    workshop.file("c", "c");
    var image = workshop.build("FROM scratch\nCOPY a /\nCOPY b /\n");
    var files = folder.resolve("layout");
    try (var builder = workshop.open();
        var layout = LayoutFolder.create(files)) {
      builder.write(image, layout, List.of("latest"), _ -> {});
    }
    var tar = new ProcessBuilder("tar", "-C", files.toString(), "-cf", archive.toString(), ".");
    assertThat(tar.inheritIO().start().waitFor()).isZero();
    // So that its layers are nowhere else.
    Snapshots.remove(workshop.storeFolder);
    return archive;
  }
}
