package dev.slipway.builder.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.TreePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
  @TempDir Path folder;

  private static List<TreePath> children(FolderTree tree, String directory) throws IOException {
    var paths = new ArrayList<TreePath>();
    tree.children(TreePath.of(directory)).forEachRemaining(entry -> paths.add(entry.path()));
    return paths;
  }

  private static String read(FolderTree tree, TreePath path) throws IOException {
    try (var in = tree.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void listsNamesInTheOrderOfTheirBytes() throws IOException {
    for (var name : List.of("b", "a-b", "a", "B", "ő")) {
      Files.createFile(PathBytes.child(folder, Bytes.of(name)));
    }
    assertThat(children(FolderTree.of(folder), "/"))
        .extracting(path -> path.name().toString())
        .containsExactly("B", "a", "a-b", "b", "ő");
  }

  @Test
  void belongsToRootAndKeepsModeAndTime() throws IOException {
    var file = Files.writeString(folder.resolve("a"), "text");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(7, 123)));
    var node = FolderTree.of(folder).find(TreePath.of("a")).orElseThrow();
    assertThat(node).isInstanceOf(Node.RegularFile.class);
    assertThat(node.metadata().mode()).isEqualTo(0751);
    assertThat(node.metadata().uid()).isZero();
    assertThat(node.metadata().gid()).isZero();
    assertThat(node.metadata().seconds()).isEqualTo(7);
    assertThat(node.metadata().nanoseconds()).isEqualTo(123);
    assertThat(((Node.RegularFile) node).size()).isEqualTo(4);
  }

  @Test
  void keepsNamesAndTargetsThatAreNotUtf8() throws IOException {
    var name = Bytes.of(new byte[] {'a', (byte) 0xff, (byte) 0xc5, (byte) 0x91, '%', ' '});
    var directory = Files.createDirectory(PathBytes.child(folder, name));
    Files.writeString(PathBytes.child(directory, name), "inside");
    var target = Path.of(URI.create("file:///elsewhere/%FE//x"));
    Files.createSymbolicLink(directory.resolve("absolute"), target);
    Files.createSymbolicLink(
        directory.resolve("relative"), PathBytes.child(folder, name).getFileName());
    var tree = FolderTree.of(folder);
    var path = TreePath.ROOT.child(name);
    assertThat(children(tree, "/")).containsExactly(path);
    assertThat(read(tree, path.child(name))).isEqualTo("inside");
    assertThat(read(FolderTree.of(folder), path.child(name))).isEqualTo("inside");
    assertThat(tree.find(path.child(Bytes.of("relative"))).orElseThrow())
        .isInstanceOfSatisfying(
            Node.Symlink.class, link -> assertThat(link.target()).isEqualTo(name));
    assertThat(tree.find(path.child(Bytes.of("absolute"))).orElseThrow())
        .isInstanceOfSatisfying(
            Node.Symlink.class,
            link ->
                assertThat(link.target().toArray())
                    .startsWith("/elsewhere/".getBytes(StandardCharsets.UTF_8))
                    .contains((byte) 0xfe));
  }

  @Test
  void readsNothingBehindALink() throws IOException {
    var outside = Files.createTempDirectory("outside");
    Files.writeString(outside.resolve("secret"), "s");
    Files.createSymbolicLink(folder.resolve("l"), outside);
    Files.createSymbolicLink(folder.resolve("f"), outside.resolve("secret"));
    var tree = FolderTree.of(folder);
    assertThat(tree.find(TreePath.of("l/secret"))).isEmpty();
    assertThat(children(tree, "l")).isEmpty();
    assertThatThrownBy(() -> tree.open(TreePath.of("f"))).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> tree.open(TreePath.of("l/secret")))
        .isInstanceOf(FileNotFoundException.class);
    assertThat(tree.find(Symlinks.of(tree).follow(TreePath.of("f")))).isEmpty();
    Files.delete(outside.resolve("secret"));
    Files.delete(outside);
  }

  @Test
  void readsOnlyWhatItIsAskedFor() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.createDirectories(folder.resolve("big/deep"));
    var forbidden = Files.createDirectory(folder.resolve("forbidden"));
    Files.setPosixFilePermissions(forbidden, PosixFilePermissions.fromString("---------"));
    var tree = FolderTree.of(folder);
    assertThat(tree.find(TreePath.of("a/b"))).isPresent();
    assertThat(children(tree, "a")).containsExactly(TreePath.of("a/b"));
    assertThat(children(tree, "/")).contains(TreePath.of("forbidden"));
    Files.setPosixFilePermissions(forbidden, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void groupsTheNamesOfOneFile() throws IOException {
    Files.writeString(folder.resolve("a"), "x");
    Files.createLink(folder.resolve("b"), folder.resolve("a"));
    Files.writeString(folder.resolve("c"), "x");
    Files.createLink(folder.resolve("d"), folder.resolve("c"));
    Files.writeString(folder.resolve("e"), "x");
    var tree = FolderTree.of(folder);
    var groups = new ArrayList<Long>();
    for (Entry entry : (Iterable<Entry>) () -> childrenOfRoot(tree)) {
      groups.add(((Node.RegularFile) entry.node()).linkGroup());
    }
    assertThat(groups.get(0)).isEqualTo(groups.get(1)).isNotZero();
    assertThat(groups.get(2)).isEqualTo(groups.get(3)).isNotEqualTo(groups.get(0)).isNotZero();
    assertThat(groups.get(4)).isZero();
  }

  private static Iterator<Entry> childrenOfRoot(FolderTree tree) {
    try {
      return tree.children(TreePath.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void takesASocketForAnEmptyFile() throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      var tree = FolderTree.of(folder);
      assertThat(tree.find(TreePath.of("s")).orElseThrow())
          .isInstanceOfSatisfying(Node.RegularFile.class, file -> assertThat(file.size()).isZero());
      assertThat(read(tree, TreePath.of("s"))).isEmpty();
    }
  }

  @Test
  void knowsPipesAndDevices() throws IOException, InterruptedException {
    var pipe = folder.resolve("pipe").toString();
    var made = new ProcessBuilder("mkfifo", pipe).start();
    Assumptions.assumeTrue(made.waitFor() == 0, "mkfifo is missing");
    assertThat(FolderTree.of(folder).find(TreePath.of("pipe")).orElseThrow())
        .isInstanceOf(Node.Fifo.class);
    assertThat(FolderTree.of(Path.of("/dev")).find(TreePath.of("null")).orElseThrow())
        .isInstanceOfSatisfying(
            Node.Device.class,
            device -> {
              assertThat(device.kind()).isEqualTo(Node.Device.Kind.CHARACTER);
              assertThat(device.major()).isEqualTo(1);
              assertThat(device.minor()).isEqualTo(3);
            });
  }

  @Test
  void staysAsItWasSeen() throws IOException {
    Files.writeString(folder.resolve("a"), "x");
    var tree = FolderTree.of(folder);
    assertThat(children(tree, "/")).hasSize(1);
    Files.writeString(folder.resolve("b"), "y");
    Files.delete(folder.resolve("a"));
    assertThat(children(tree, "/")).containsExactly(TreePath.of("a"));
    assertThat(tree.stampNow(TreePath.of("a"))).isEmpty();
    assertThatThrownBy(() -> tree.open(TreePath.of("a")))
        .isInstanceOf(BuildException.MachineFailed.class)
        .hasMessageContaining("went away");
  }

  @Test
  void refusesAContextThatIsNoFolder() throws IOException {
    var file = Files.writeString(folder.resolve("a"), "x");
    assertThatThrownBy(() -> FolderTree.of(file))
        .isInstanceOf(BuildException.Definition.class)
        .hasMessageContaining("is not a folder");
    assertThatThrownBy(() -> FolderTree.of(folder.resolve("gone")))
        .isInstanceOf(BuildException.Definition.class)
        .hasMessageContaining("is not there");
  }
}
