package dev.slipway.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.conformance.ConformanceException;
import dev.slipway.conformance.oracle.BuiltImage;
import dev.slipway.conformance.oracle.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The judge's merge of layers, on layers as only scripts write them.
class BuiltImageTest {

  @TempDir Path folder;

  @Test
  void laysALayerOverALinkToAFolder() throws IOException {
    assertThat(
            tree(
                """
                layer
                  dir usr
                  dir usr/lib
                  link lib -> usr/lib
                layer
                  file lib/x : x
                """))
        .containsExactly(
            "/  dir 0755 0:0",
            "/lib  link 0:0 -> usr/lib",
            "/usr  dir 0755 0:0",
            "/usr/lib  dir 0755 0:0",
            "/usr/lib/x  file 0644 0:0 \"x\"");
  }

  @Test
  void hidesWhatAWhiteoutNamesAndKeepsWhatComesBack() throws IOException {
    assertThat(
            tree(
                """
                layer
                  file a : a
                  dir d
                  file d/old : old
                layer zstd
                  file .wh.a
                  file .wh.d
                layer none
                  file d/new : new
                """))
        .containsExactly("/  dir 0755 0:0", "/d  dir 0755 0:0", "/d/new  file 0644 0:0 \"new\"");
  }

  @Test
  void keepsWhatTheLayerOfAnOpaqueMarkBrings() throws IOException {
    assertThat(
            tree(
                """
                layer
                  file d/old : old
                  file d/deep/old : old
                layer
                  file d/new : new
                  file d/deep/new : new
                  file d/.wh..wh..opq
                """))
        .containsExactly(
            "/  dir 0755 0:0",
            "/d  dir 0755 0:0",
            "/d/deep  dir 0755 0:0",
            "/d/deep/new  file 0644 0:0 \"new\"",
            "/d/new  file 0644 0:0 \"new\"");
  }

  @Test
  void seesHardLinksAcrossLayers() throws IOException {
    assertThat(
            tree(
                """
                layer
                  file a : a
                layer
                  hard b mode=0600 -> a
                """))
        .containsExactly(
            "/  dir 0755 0:0", "/a  file 0600 0:0 \"a\"", "/b  file 0600 0:0 \"a\" = /a");
  }

  @Test
  void refusesABlobThatIsNotItsDigest() throws IOException {
    new ImageScript("layer\n  file a : a\n").writeTo(folder, "amd64");
    try (var blobs = Files.list(folder.resolve("blobs/sha256"))) {
      for (var blob : blobs.toList()) {
        if (Files.readAllBytes(blob)[0] == 0x1f) {
          Files.write(blob, new byte[] {0});
        }
      }
    }
    assertThatThrownBy(() -> BuiltImage.read(folder))
        .isInstanceOf(ConformanceException.Unreadable.class);
  }

  @Test
  void saysWhatIsDifferent() throws IOException {
    var one = read("one", "layer\n  file a : a\n  file b : b\n");
    var two = read("two", "layer\n  file a : A\n  file c : c\n");
    var view = View.plain();
    assertThat(view.of(one).differences(view.of(two), "one", "two"))
        .hasSize(3)
        .first()
        .asString()
        .contains("/a", "\"a\"", "\"A\"");
  }

  private BuiltImage read(String name, String script) throws IOException {
    var layout = Files.createDirectory(folder.resolve(name));
    new ImageScript(script).writeTo(layout, "amd64");
    return BuiltImage.read(layout);
  }

  private List<String> tree(String script) throws IOException {
    return View.plain().of(read("image", script)).tree().entrySet().stream()
        .map(line -> line.getKey() + "  " + line.getValue())
        .collect(Collectors.toList());
  }
}
