package dev.slipway.builder.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.builder.worker.Contract.Proof;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How layers lie on one another.
final class StackProofs {
  private StackProofs() {}

  static Map<String, Proof> all() {
    var all = new LinkedHashMap<String, Proof>();
    all.put("stacks a layer without parents over a symbolic link", StackProofs::symlinkedParents);
    all.put("stacks foreign layers as they are meant", StackProofs::foreignLayers);
    all.put("stacks a hundred and thirty layers, and six hundred", StackProofs::manyLayers);
    return all;
  }

  private static void symlinkedParents(TestWorker worker) throws Exception {
    var lower =
        worker.layer(
            output -> {
              output.put(TreePath.of("lib"), link("usr/lib"), TestWorker.text(""));
              output.put(TreePath.of("usr"), TestWorker.directory(), TestWorker.text(""));
              output.put(
                  TreePath.of("usr/lib"),
                  TestWorker.directory().with(Metadata.of(0711, 5).withOwner(3, 4)),
                  TestWorker.text(""));
              TestWorker.file(output, "usr/lib/old", "old");
            });
    var folder = Files.createTempDirectory(worker.folder, "tar");
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(folder.resolve("lib/new"), "new");
    var upper = worker.foreign(folder, "lib/new");
    var layers = List.of(worker.base.getFirst(), lower, upper);
    var told =
        worker.run(
            layers,
            "cat /lib/old /lib/new /usr/lib/new; stat -c ' %a %u:%g %Y' /usr/lib; readlink /lib");
    assertThat(told.output()).isEqualTo("oldnewnew 711 3:4 5\nusr/lib\n");
  }

  private static void foreignLayers(TestWorker worker) throws Exception {
    var folder = Files.createTempDirectory(worker.folder, "tar");
    Files.createDirectories(folder.resolve("d/e"));
    Files.createDirectories(folder.resolve("gone"));
    Files.createDirectories(folder.resolve("back"));
    for (var file : List.of("d/a", "d/e/b", "gone/c", "back/old", "linked")) {
      Files.writeString(folder.resolve(file), file);
    }
    var lower = worker.foreign(folder, "d", "gone", "back", "linked");
    var upperFolder = Files.createTempDirectory(worker.folder, "tar");
    Files.createDirectories(upperFolder.resolve("d"));
    Files.createDirectories(upperFolder.resolve("back"));
    for (var file : List.of(".wh.gone", ".wh.back", "back/new", "d/.wh..wh..opq", "d/n")) {
      Files.writeString(upperFolder.resolve(file), file);
    }
    Files.createLink(upperFolder.resolve("same"), upperFolder.resolve("d/n"));
    var upper = worker.foreign(upperFolder, "d", ".wh.gone", ".wh.back", "back", "same");
    var told =
        worker.run(
            List.of(worker.base.getFirst(), lower, upper),
            "cd /; find d gone back linked; cat d/n; stat -c %h same; rm -r d back; mkdir d");
    assertThat(told.output().lines())
        .containsExactly("d", "d/n", "back", "back/new", "linked", "d/n2");
    assertThat(TestWorker.listing(told))
        .containsExactly(".wh.back", "d/", "d/.wh.n", "dev/", "proc/", "sys/");
    assertThat(worker.run(told.layers(), "cat same; ls -a d | wc -l").output()).isEqualTo("d/n2\n");
  }

  private static void manyLayers(TestWorker worker) throws Exception {
    var layers = new ArrayList<>(worker.base);
    for (int i = 1; i < 130; i++) {
      int number = i;
      layers.add(worker.layer(output -> TestWorker.file(output, "f" + number, "text " + number)));
    }
    assertThat(worker.run(layers, "cat /f1 /f129; ls -d /f* | wc -l").output())
        .isEqualTo("text 1text 129129\n");
    for (int i = 130; i < 600; i++) {
      int number = i;
      layers.add(worker.layer(output -> TestWorker.file(output, "f" + number, "text " + number)));
    }
    var told = worker.run(layers, "cat /f1 /f599; ls -d /f* | wc -l; rm /f1");
    assertThat(told.output()).isEqualTo("text 1text 599599\n");
    assertThat(TestWorker.listing(told)).containsExactly("dev/", ".wh.f1", "proc/", "sys/");
    assertThat(worker.run(told.layers(), "ls -d /f* | wc -l").output()).isEqualTo("598\n");
  }

  private static Node link(String target) {
    return new Node.Symlink(Metadata.of(0777, 5), Bytes.of(target));
  }
}
