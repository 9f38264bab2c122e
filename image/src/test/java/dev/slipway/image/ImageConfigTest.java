package dev.slipway.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageConfigTest {
  private static final String FULL =
      """
      {"created":"2024-05-06T07:08:09.123456789Z","author":"me","architecture":"arm","variant":"v7",\
      "os":"linux","config":{"User":"bob:100","ExposedPorts":{"80/tcp":{}},"Env":["PATH=/bin","X"],\
      "Entrypoint":["/a"],"Cmd":["b"],"Volumes":{"/v":{}},"WorkingDir":"/w","Labels":{"a":"1","b":""},\
      "StopSignal":"SIGINT","StopTimeout":5,"Healthcheck":{"Test":["CMD","x"],"Interval":1000000000,\
      "Retries":3,"Future":[1.5]},"Shell":["/bin/bash","-c"],"OnBuild":["RUN x"],"ArgsEscaped":true,\
      "Hostname":"h"},"rootfs":{"type":"layers","diff_ids":["DIGEST"]},\
      "history":[{"created":"2024-05-06T07:08:09Z","created_by":"COPY","extra":1},\
      {"comment":"c","empty_layer":true}],"moby.buildkit.cache.v0":"abc"}"""
          .replace("DIGEST", Digest.of(new byte[0]).toString());

  @Test
  void losesNothingOnTheWay() {
    var config = read(FULL);

    assertThat(new String(config.document().bytes(), UTF_8)).isEqualTo(FULL);
    assertThat(config.container().healthcheck().orElseThrow().interval())
        .contains(Duration.ofSeconds(1));
    assertThat(config.history()).hasSize(2);
    assertThat(config.history().getLast().kind()).isEqualTo(History.Kind.EMPTY);
    assertThat(config.others()).containsEntry("moby.buildkit.cache.v0", "\"abc\"");
  }

  @Test
  void readsWhatOtherProgramsWrite() {
    var config =
        read(
            """
            {"os":"linux","architecture":"amd64","config":{"Env":["NOVALUE",""],"WorkingDir":"relative",
             "Cmd":null,"Entrypoint":null,"Labels":null,"Volumes":null,"ExposedPorts":null,"OnBuild":null,
             "Healthcheck":null,"User":""},"rootfs":{"type":"layers","diff_ids":null},"history":null}
            """);

    assertThat(config.container().environment()).containsExactly("NOVALUE", "");
    assertThat(config.container().workingDirectory()).contains("relative");
    assertThat(config.container().user()).isEmpty();
    assertThat(config.diffIds()).isEmpty();
  }

  @Test
  void readsAConfigThatSaysNothing() {
    assertThat(read("{}").platform()).hasToString("unknown/unknown");
  }

  @Test
  void refusesWrongTypes() {
    assertThatThrownBy(() -> read("{\"config\":{\"Env\":\"A=1\"}}"))
        .isInstanceOf(ImageException.Malformed.class)
        .hasMessage("config of the test: 'config': 'Env' is not an array");
    assertThatThrownBy(() -> read("{\"created\":\"yesterday\"}"))
        .hasMessageContaining("'created' is not a time");
  }

  @Test
  void changesWhatABuilderChanges() {
    var step = History.of(Instant.EPOCH, "COPY a b", History.Kind.LAYER);
    var layer = Digest.of("layer".getBytes(UTF_8));
    var config = read(FULL);
    var changed =
        config
            .withLayer(layer, step)
            .withContainer(
                config.container().withVariable("PATH", "/usr/bin").withVariable("Y", "1"));

    assertThat(changed.diffIds()).hasSize(2).endsWith(layer);
    assertThat(changed.history()).endsWith(step);
    assertThat(changed.container().environment()).containsExactly("PATH=/usr/bin", "X", "Y=1");
    assertThat(changed.container().find("PATH")).contains("/usr/bin");
    assertThat(changed.container().find("Z")).isEqualTo(Optional.empty());
  }

  @Test
  void namesStacksOfLayers() {
    var a = Digest.of("a".getBytes(UTF_8));
    var b = Digest.of("b".getBytes(UTF_8));

    assertThat(ChainId.of(List.of(a)).digest()).isEqualTo(a);
    assertThat(ChainId.of(List.of(a, b)).digest())
        .isEqualTo(Digest.of((a + " " + b).getBytes(UTF_8)));
    assertThat(ChainId.all(List.of(a, b))).hasSize(2);
  }

  private static ImageConfig read(String text) {
    return ImageConfig.read("config of the test", text.getBytes(UTF_8));
  }
}
