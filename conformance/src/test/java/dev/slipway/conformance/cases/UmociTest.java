package dev.slipway.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.conformance.oracle.BuiltImage;
import dev.slipway.conformance.oracle.Entry;
import dev.slipway.conformance.oracle.Tree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// umoci judges the judge: what the merge of layers says is what umoci unpacks to a disk.
class UmociTest {

  private static final Path CASES = Path.of("src/test/resources/cases");

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("slipway-umoci");
  }

  @AfterEach
  void removeFolder() {
    Command.run(List.of("rm", "-rf", "--one-file-system", "" + folder), Path.of("/dev/null"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layers-implied-parents/image.others",
        "layers-opaque/image.others",
        "layers-whiteouts/image.others",
        "layers-hard-links/image.others",
        "layers-whiteout-absent/image.others",
        "copy-device-from-base/image.dev",
        "base.image",
        "rich.image"
      })
  void unpacksWhatTheMergeSays(String script) throws IOException {
    var umoci = Peers.require("umoci");
    if (!Peers.isRoot()) {
      Peers.missing("umoci needs root to give files to their owners");
    }
    var layout = folder.resolve("layout");
    // This version of umoci knows no zstd.
    var text = Case.text(CASES.resolve(script)).replace("layer zstd", "layer");
    new ImageScript(text).writeTo(layout, Workbench.architecture());
    var bundle = folder.resolve("bundle");
    var words = List.of("" + umoci, "unpack", "--image", layout + ":latest", "" + bundle);
    var run = Command.run(words, folder.resolve("log"));
    assertThat(run.status()).as(run.said()).isZero();
    assertThat(comparable(packed(bundle.resolve("rootfs"))))
        .isEqualTo(comparable(BuiltImage.read(layout).tree()));
  }

  private static Tree packed(Path root) throws IOException {
    var words =
        List.of("tar", "-cf", "-", "--numeric-owner", "--xattrs", "--format=pax", "-C", "" + root);
    var process = new ProcessBuilder(with(words, ".")).redirectErrorStream(false).start();
    try (var in = new BufferedInputStream(process.getInputStream())) {
      return Tree.read(in);
    }
  }

  private static List<String> with(List<String> words, String last) {
    var all = new ArrayList<>(words);
    all.add(last);
    return all;
  }

  /// Without times, which unpacking gives to folders that no layer describes.
  private static Map<String, Entry> comparable(Tree tree) {
    var entries = new TreeMap<>(tree.entries());
    entries.replaceAll(
        (_, e) -> new Entry(e.node(), e.mode(), e.uid(), e.gid(), e.attributes(), Instant.EPOCH));
    return entries;
  }
}
