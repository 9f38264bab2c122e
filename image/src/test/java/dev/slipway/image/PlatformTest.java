package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
  private static final Platform HOST = new Platform("linux", "amd64");

  @ParameterizedTest
  @CsvSource({
    "linux/amd64, linux/amd64",
    "Linux/x86_64, linux/amd64",
    "linux/amd64/v1, linux/amd64",
    "linux/amd64/v2, linux/amd64/v2",
    "linux/aarch64, linux/arm64",
    "linux/arm64/v8, linux/arm64",
    "linux/arm64/8, linux/arm64",
    "linux/arm64/v9, linux/arm64/v9",
    "linux/arm, linux/arm/v7",
    "linux/arm/6, linux/arm/v6",
    "linux/armhf, linux/arm/v7",
    "linux/armel, linux/arm/v6",
    "linux/i386, linux/386",
    "macos/arm64, darwin/arm64",
    "windows(10.0.20348.1)/amd64, windows(10.0.20348.1)/amd64",
    "linux, linux/amd64",
    "arm64, linux/arm64",
    "aarch64, linux/arm64",
    "s390x, linux/s390x",
    "windows, windows/amd64",
  })
  void bringsNamesIntoTheirNormalForm(String text, String normal) {
    assertThat(Platform.parse(text, HOST)).hasToString(normal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "linux/", "/amd64", "a/b/c/d", "linux/am d64", "spam", "linux;/a"})
  void refusesOtherForms(String text) {
    assertThatThrownBy(() -> Platform.parse(text, HOST))
        .isInstanceOf(ImageException.Malformed.class)
        .hasMessageContaining("is not a platform");
  }

  @Test
  void needsTheArchitectureWhereThereIsNoHost() {
    assertThatThrownBy(() -> Platform.parse("linux"))
        .hasMessageContaining("lacks the architecture");
  }

  @Test
  void prefersTheNewestVariantThatRuns() {
    var index =
        Index.of(
            List.of(
                manifest("linux/386"),
                manifest("linux/arm/v6"),
                manifest("linux/amd64"),
                manifest("linux/amd64/v2"),
                manifest("linux/arm/v7"),
                manifest("unknown/unknown")));

    assertThat(found(index, "linux/amd64")).contains("linux/amd64");
    assertThat(found(index, "linux/amd64/v3")).contains("linux/amd64/v2");
    assertThat(found(index, "linux/arm64")).contains("linux/arm/v7");
    assertThat(found(index, "linux/arm/v6")).contains("linux/arm/v6");
    assertThat(found(index, "linux/arm/v5")).isEmpty();
    assertThat(found(index, "linux/s390x")).isEmpty();
    assertThat(found(index, "windows/amd64")).isEmpty();
    assertThat(index.platforms()).hasSize(5);
  }

  @Test
  void comparesTheBuildsOfWindows() {
    var wanted = Platform.parse("windows(10.0.20348.100)/amd64");

    assertThat(wanted.rank(Platform.parse("windows(10.0.20348.2)/amd64"))).isPresent();
    assertThat(wanted.rank(Platform.parse("windows(10.0.17763.2)/amd64"))).isEmpty();
  }

  private static Optional<String> found(Index index, String platform) {
    return index
        .find(Platform.parse(platform))
        .flatMap(Descriptor::platform)
        .map(Platform::toString);
  }

  private static Descriptor manifest(String platform) {
    return Descriptor.of(MediaType.OCI_MANIFEST, platform.getBytes(StandardCharsets.UTF_8))
        .withPlatform(Platform.parse(platform));
  }
}
