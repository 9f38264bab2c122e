package dev.slipway.builder.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.builder.BuildException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `umoci unpack` makes of the layers of an image is what [MergedTree] says of them.
class UmociTest {
  @TempDir Path folder;

  @BeforeAll
  static void umociIsHere() throws InterruptedException {
    try {
      new ProcessBuilder("umoci", "--version").start().waitFor();
    } catch (IOException e) {
      boolean required = "1".equals(System.getenv("SLIPWAY_REQUIRE_PEERS"));
      assertThat(required).as("umoci is required and not in PATH").isFalse();
      assumeTrue(false, "umoci is not in PATH");
    }
  }

  @Test
  void agreesOnOddLayers() throws IOException, InterruptedException {
    var base =
        new Tars()
            .directory("etc", 0711)
            .file("etc/passwd", "root")
            .directory("usr")
            .directory("usr/lib", 0750)
            .file("usr/lib/base", "b")
            .file("usr/lib/other", "o")
            .symlink("lib", "usr/lib")
            .file("file", "f");
    compare(
        "implied",
        base.toArray(),
        new Tars().file("lib/x", "x").file("lib/.wh.base", "").file("etc/shadow", "s").toArray(),
        new Tars().hardLink("etc/again", "lib/x").file("new/dir/f", "f").toArray(),
        new Tars().directory("lib").file("lib/y", "y").toArray(),
        new Tars().file("usr/.wh.lib", "").directory("usr/lib").file("usr/lib/z", "z").toArray(),
        new Tars().file("etc/.wh..wh..opq", "").file("etc/only", "1").toArray(),
        new Tars().file("etc", "a file now").toArray(),
        new Tars().directory("etc", 0700).file("etc/back", "2").toArray());
  }

  // It has no sparse files of GNU tar's old format.
  @Test
  void agreesOnSparseFiles() throws IOException, InterruptedException {
    compare("records", RawTar.sparse("10", "2", "2,1,6,2", "abc"));
    compare("content", SparseFilesTest.ofContent("5000", "2\n2\n1\n4096\n2\n", "abc"));
    compare(
        "linked",
        RawTar.sparse("10", "2", "2,1,6,2", "abc"),
        new Tars().hardLink("again", "f").file("g", "g").toArray());
  }

  @Test
  void agreesOnRandomLayers() throws IOException, InterruptedException {
    for (int seed = 0; seed < 25; seed++) {
      var random = new Random(seed);
      var layers = new ArrayList<byte[]>();
      for (int i = 0; i < 4; i++) {
        layers.add(randomLayer(random));
      }
      compare("random" + seed, layers.toArray(byte[][]::new));
    }
  }

  // Tools differ in what becomes of entries that stand before the link that replaces their
  // directory, in what a whiteout without its directory makes, and in whether a whiteout removes
  // what
  // its own layer has, which the specification forbids. So links come first here, and a layer adds
  // or
  // removes.
  private static byte[] randomLayer(Random random) {
    return random.nextInt(3) == 0 ? removing(random) : adding(random);
  }

  private static byte[] removing(Random random) {
    var tars = new Tars();
    for (int i = random.nextInt(4); i >= 0; i--) {
      var inside = path(random, "de", random.nextInt(3));
      for (int end = inside.indexOf('/'); end > 0; end = inside.indexOf('/', end + 1)) {
        tars.directory(inside.substring(0, end));
      }
      tars.file(
          inside + (random.nextInt(4) == 0 ? ".wh..wh..opq" : ".wh." + pick(random, "fghst")), "");
    }
    return tars.toArray();
  }

  private static byte[] adding(Random random) {
    var tars = new Tars();
    for (int i = random.nextInt(3); i > 0; i--) {
      var target = path(random, "de", 1 + random.nextInt(2));
      tars.symlink(
          path(random, "de", random.nextInt(2)) + pick(random, "st"),
          (random.nextBoolean() ? "/" : "") + target.substring(0, target.length() - 1));
    }
    var files = new ArrayList<String>();
    for (int i = 2 + random.nextInt(6); i > 0; i--) {
      var parent = path(random, "dest", random.nextInt(3));
      switch (random.nextInt(6)) {
        case 0, 1 -> tars.directory(parent + pick(random, "de"), 0700 + random.nextInt(64));
        case 2 -> {
          if (!files.isEmpty()) {
            tars.hardLink(parent + "hard", files.get(random.nextInt(files.size())));
          }
        }
        default -> {
          var path = parent + pick(random, "fgh");
          tars.file(path, path + random.nextInt(100));
          files.add(path);
        }
      }
    }
    return tars.toArray();
  }

  private static char pick(Random random, String from) {
    return from.charAt(random.nextInt(from.length()));
  }

  private static String path(Random random, String from, int depth) {
    var path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      path.append(pick(random, from)).append('/');
    }
    return path.toString();
  }

  private void compare(String name, byte[]... layers) throws IOException, InterruptedException {
    var theirs = unpack(Files.createDirectory(folder.resolve(name)), layers);
    var ours = merge(Files.createDirectory(folder.resolve(name + "-ours")), layers);

    assertThat(ours).as(name).isEqualTo(theirs);
  }

  private static Optional<List<String>> merge(Path directory, byte[]... layers) throws IOException {
    var stack = new LayerStack(directory);
    try {
      for (var layer : layers) {
        stack.add(layer);
      }
      try (var tree = stack.tree()) {
        return Optional.of(LayerStack.lines(tree));
      }
    } catch (BuildException.Malformed e) {
      return Optional.empty();
    }
  }

  private static Optional<List<String>> unpack(Path directory, byte[]... layers)
      throws IOException, InterruptedException {
    var blobs = Files.createDirectories(directory.resolve("image/blobs/sha256"));
    var descriptors = new ArrayList<String>();
    var diffIds = new ArrayList<String>();
    for (var layer : layers) {
      descriptors.add(blob(blobs, "application/vnd.oci.image.layer.v1.tar", layer));
      diffIds.add("\"" + Digest.of(layer) + "\"");
    }
    var config =
        blob(
            blobs,
            "application/vnd.oci.image.config.v1+json",
            """
            {"architecture":"amd64","os":"linux","config":{},
             "rootfs":{"type":"layers","diff_ids":%s}}"""
                .formatted(diffIds));
    var manifest =
        blob(
            blobs,
            "application/vnd.oci.image.manifest.v1+json",
            "{\"schemaVersion\":2,\"config\":%s,\"layers\":%s}".formatted(config, descriptors));
    Files.writeString(
        directory.resolve("image/index.json"),
        "{\"schemaVersion\":2,\"manifests\":[%s]}"
            .formatted(
                manifest.replace(
                    "}", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"t\"}}")));
    Files.writeString(directory.resolve("image/oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    var log = directory.resolve("log").toFile();
    var umoci =
        new ProcessBuilder(
                "umoci",
                "unpack",
                "--rootless",
                "--image",
                directory.resolve("image") + ":t",
                directory.resolve("bundle").toString())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    return umoci.waitFor() == 0
        ? Optional.of(lines(directory.resolve("bundle/rootfs")))
        : Optional.empty();
  }

  private static String blob(Path blobs, String type, String content) throws IOException {
    return blob(blobs, type, content.getBytes(StandardCharsets.UTF_8));
  }

  private static String blob(Path blobs, String type, byte[] content) throws IOException {
    var digest = Digest.of(content);
    Files.write(blobs.resolve(digest.hex()), content);
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(type, digest, content.length);
  }

  private static List<String> lines(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> !file.equals(root))
          .sorted()
          .map(file -> line(root, file))
          .collect(Collectors.toList());
    }
  }

  private static String line(Path root, Path file) {
    var path = "/" + root.relativize(file);
    try {
      if (Files.isSymbolicLink(file)) {
        return path + " -> " + Files.readSymbolicLink(file);
      }
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        int mode = (Integer) Files.getAttribute(file, "unix:mode");
        return "%s/ %o".formatted(path, mode & 07777);
      }
      return path + " = " + Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
