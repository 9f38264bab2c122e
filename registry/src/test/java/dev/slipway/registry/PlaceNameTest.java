package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.ImageException;
import dev.slipway.image.Reference;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceNameTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "alpine, docker.io/library/alpine",
    "localhost:5000/app:1, localhost:5000/app:1",
    "docker://alpine:3, docker.io/library/alpine:3",
    "docker:25, docker.io/library/docker:25",
    "store/app, docker.io/store/app",
    "oci/app:1, docker.io/oci/app:1"
  })
  void isARegistrysWhenNothingElseIsSaid(String text, String reference) {
    assertThat(PlaceName.parse(text))
        .isEqualTo(new PlaceName.InRegistry(Reference.parse(reference)))
        .hasToString(reference);
  }

  @Test
  void isTheStores() {
    assertThat(PlaceName.parse("store:app:1"))
        .isEqualTo(new PlaceName.InStore(Reference.parse("app:1")))
        .hasToString("store:app:1");
  }

  @Test
  void isALayouts() {
    assertThat(PlaceName.parse("oci:out"))
        .isEqualTo(new PlaceName.InLayout(Path.of("out"), Optional.empty()));
    assertThat(PlaceName.parse("oci:/tmp/out:1.0"))
        .isEqualTo(new PlaceName.InLayout(Path.of("/tmp/out"), Optional.of("1.0")));
    assertThat(PlaceName.parse("oci:out@" + DIGEST))
        .isEqualTo(new PlaceName.InLayout(Path.of("out"), Optional.of(DIGEST)))
        .hasToString("oci:out@" + DIGEST);
  }

  @Test
  void leavesColonsInPathsWhereNoTagCanStandBehindThem() {
    assertThat(PlaceName.parse("oci:a:b/c"))
        .isEqualTo(new PlaceName.InLayout(Path.of("a:b/c"), Optional.empty()));
    assertThat(PlaceName.parse("oci:a@b:1"))
        .isEqualTo(new PlaceName.InLayout(Path.of("a@b"), Optional.of("1")));
  }

  @Test
  void isAnArchives() {
    assertThat(PlaceName.parse("oci-archive:a.tar:1.0"))
        .isEqualTo(new PlaceName.InArchive(Path.of("a.tar"), Optional.of("1.0")));
    assertThat(PlaceName.parse("oci-archive:a.tar@" + DIGEST))
        .isEqualTo(new PlaceName.InArchive(Path.of("a.tar"), Optional.of(DIGEST)));
    assertThat(PlaceName.parse("docker-archive:a.tar"))
        .isEqualTo(new PlaceName.InDockerArchive(Path.of("a.tar"), Optional.empty()));
    assertThat(PlaceName.parse("docker-archive:a.tar:localhost:5000/app"))
        .isEqualTo(
            new PlaceName.InDockerArchive(
                Path.of("a.tar"), Optional.of("localhost:5000/app:latest")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "oci: | names no file or folder; write one after 'oci:'",
        "oci-archive::x | names no file or folder",
        "oci:out@sha256:abc | has 64 digits",
        "store:App | did you mean",
        "docker-archive:a.tar:A B | not the name of an image",
        "docker-daemon:app:1 | there is no place 'docker-daemon:'; write store:NAME",
        "dir:x | there is no place 'dir:'",
        "./out | write oci:./out",
        "/tmp/a.tar | oci-archive:/tmp/a.tar",
        "https://example.org/app | it has no scheme; write 'example.org/app'"
      })
  void saysWhatToWriteInstead(String text, String message) {
    assertThatThrownBy(() -> PlaceName.parse(text))
        .isInstanceOf(ImageException.Malformed.class)
        .hasMessageContaining(text)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpine:3", "store:app:1", "oci:out:1", "oci-archive:a.tar:1"})
  void isReadAgainFromItsText(String text) {
    var name = PlaceName.parse(text);
    assertThat(PlaceName.parse(name.toString())).isEqualTo(name);
  }
}
