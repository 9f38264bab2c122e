package dev.slipway.builder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.sandbox.FileStatus.Kind;
import dev.slipway.builder.tree.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostDirectoryTest {
  @TempDir private Path root;

  @Test
  void listsNamesThatAreNotUtf8InTheOrderOfTheirBytes() throws Exception {
    var odd = Bytes.of(new byte[] {'a', (byte) 0xff, (byte) 0xfe});
    shell("printf content > $(printf 'a\\377\\376'); touch b; mkdir A");
    try (var directory = HostDirectory.open(root)) {
      assertThat(directory.names()).containsExactly(Bytes.of("A"), odd, Bytes.of("b"));
      assertThat(directory.status(odd).size()).isEqualTo(7);
      try (var content = directory.read(odd)) {
        assertThat(content.readAllBytes()).asString().isEqualTo("content");
      }
    }
  }

  @Test
  void removesAllBelowWhateverItsNamesAndDepth() throws Exception {
    shell("mkdir -p t/1/2 t/2/1/1 t/3/1; touch t/1/2/1 t/1/3 t/4 t/2/1/1/4; ln -s .. t/2/1/up");
    try (var directory = HostDirectory.open(root)) {
      // Deeper than any path can say.
      var reached = directory.descend(Bytes.of("t"));
      for (int i = 0; i < 5000; i++) {
        try (var above = reached) {
          above.makeDirectory(Bytes.of("5"), 0700);
          reached = above.descend(Bytes.of("5"));
          reached.makeFile(Bytes.of("7"), 0600);
        }
      }
      reached.close();
      directory.removeTree(Bytes.of("t"));
      directory.removeTree(Bytes.of("t"));
      assertThat(directory.names()).isEmpty();
    }
  }

  @Test
  void readsTheSameListingAgain() throws Exception {
    Files.createFile(root.resolve("x"));
    try (var directory = HostDirectory.open(root)) {
      assertThat(directory.names()).hasSize(1);
      Files.createFile(root.resolve("y"));
      assertThat(directory.names()).hasSize(2);
    }
  }

  @Test
  void tellsWhatTheKernelKnows() throws Exception {
    var file = Files.writeString(root.resolve("f"), "hello");
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.ofEpochSecond(1_234_567_890L, 123_456_789)));
    shell("chmod 4751 f; ln f g; mkfifo p; ln -s f l");
    try (var directory = HostDirectory.open(root)) {
      var status = directory.status(Bytes.of("f"));
      assertThat(status.kind()).isEqualTo(Kind.REGULAR);
      assertThat(status.mode()).isEqualTo(04751);
      assertThat(status.links()).isEqualTo(2);
      assertThat(status.modified()).isEqualTo(new FileStatus.Time(1_234_567_890L, 123_456_789));
      assertThat(status.inode()).isEqualTo(directory.status(Bytes.of("g")).inode());
      assertThat(directory.status(Bytes.of("p")).kind()).isEqualTo(Kind.FIFO);
      assertThat(directory.status(Bytes.of("l")).kind()).isEqualTo(Kind.SYMLINK);
      assertThat(directory.target(Bytes.of("l"))).isEqualTo(Bytes.of("f"));
      assertThat(directory.status().kind()).isEqualTo(Kind.DIRECTORY);
    }
  }

  @Test
  void readsExtendedAttributes() throws Exception {
    Files.createFile(root.resolve("f"));
    Files.setAttribute(root.resolve("f"), "user:note", "text".getBytes(StandardCharsets.UTF_8));
    try (var directory = HostDirectory.open(root)) {
      assertThat(directory.attributes(Bytes.of("f"))).containsEntry("user.note", Bytes.of("text"));
    }
  }

  @Test
  void neverFollowsALink() throws Exception {
    Files.createDirectory(root.resolve("d"));
    Files.createSymbolicLink(root.resolve("l"), root.resolve("d"));
    try (var directory = HostDirectory.open(root)) {
      assertThatThrownBy(() -> directory.descend(Bytes.of("l")))
          .isInstanceOf(SystemCallException.class)
          .hasMessageContaining("openat " + root + "/l: ");
      assertThatThrownBy(() -> directory.read(Bytes.of("l"))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void namesTheCallThatFailed() {
    assertThatThrownBy(() -> HostDirectory.open(root.resolve("missing")))
        .isInstanceOfSatisfying(SystemCallException.class, e -> assertThat(e.notFound()).isTrue())
        .hasMessage("openat %s/missing: ENOENT, no such file or directory", root);
  }

  private void shell(String script) throws Exception {
    var process =
        new ProcessBuilder("sh", "-ec", script).directory(root.toFile()).inheritIO().start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
