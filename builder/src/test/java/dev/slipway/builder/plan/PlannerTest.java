package dev.slipway.builder.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.context.PinnedSource;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Platform LINUX = Platform.parse("linux/amd64");
  private static final Digest DIGEST = Digest.of(new byte[0]);

  /// Every image is this one: it works in `/srv`.
  private record OneImage() implements BaseImages {
    @Override
    public void expect(String reference, Platform platform) {}

    @Override
    public Basis.Image find(String reference, Platform platform) {
      var config = ImageConfig.of(platform);
      return new Basis.Image(
          reference,
          DIGEST,
          config.withContainer(config.container().withWorkingDirectory("/srv")),
          List.of());
    }
  }

  /// Every address holds an empty file.
  private record EmptyFiles() implements RemoteSources {
    @Override
    public void expect(RemoteSource source) {}

    @Override
    public PinnedSource pin(RemoteSource source) {
      return new PinnedSource.WebFile(WebAddress.parse("https://host/f"), "f", DIGEST);
    }

    @Override
    public Optional<Instant> time(RemoteSource source) {
      return Optional.empty();
    }
  }

  private static Plan plan(String dockerfile) {
    var settings =
        new PlanSettings(
            Optional.empty(),
            Map.of("HTTP_PROXY", "http://proxy"),
            Map.of(),
            LINUX,
            PlanSettings.Choice.DEFAULT,
            LINUX,
            Map.of(),
            Optional.empty());
    return Planner.plan(
        Dockerfile.parse("Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8)),
        settings,
        new OneImage(),
        new EmptyFiles(),
        _ -> {});
  }

  private static List<String> history(PlannedStage stage) {
    return stage.history().stream().map(line -> line.createdBy().text()).toList();
  }

  @Test
  void theHistorySaysWhatWasInForceAtEachLine() {
    var stage =
        plan("""
                FROM image
                ARG A=1 B
                ENV C="$A two"
                RUN one
                ARG A=2
                ENV A=3
                RUN ["two", "$A"]
                LABEL l=$C
                WORKDIR in/$A
                COPY --chown=me --chmod=0644 a$A b /to/
                """)
            .target();

    assertThat(history(stage))
        .containsExactly(
            "ARG A=1 B",
            "ENV C=1 two",
            "RUN |2 A=1 B= /bin/sh -c one # buildkit",
            "ARG A=2",
            "ENV A=3",
            "RUN |2 A=3 B= two $A # buildkit",
            "LABEL l=1 two",
            "WORKDIR /srv/in/3",
            "COPY --chown=me --chmod=0644 a3 b /to/ # buildkit");
  }

  @Test
  void noLoginIsSaid() {
    var plan = plan("FROM scratch\nADD https://me:secret@host/f /f\n");

    assertThat(history(plan.target())).containsExactly("ADD https://xxxxx@host/f /f # buildkit");
    assertThat(plan.toString()).doesNotContain("secret");
  }

  @Test
  void aStageThatStandsOnAnotherHasItsConfigAndLeavesItAlone() {
    var stages =
        plan("""
                FROM image AS below
                ENV A=1
                WORKDIR /srv
                FROM below AS one
                ENV A=2 B=2
                FROM below
                WORKDIR sub
                COPY --from=one / /
                """)
            .stages();

    assertThat(stages.get(0).config().container().variables()).containsEntry("A", "1");
    assertThat(stages.get(0).config().container()).isSameAs(stages.get(0).config().container());
    assertThat(stages.get(1).config().container().variables())
        .containsEntry("A", "2")
        .containsEntry("B", "2");
    assertThat(stages.get(1).config().container().workingDirectory()).contains("/srv");
    assertThat(stages.get(2).config().container().variables())
        .containsEntry("A", "1")
        .doesNotContainKey("B");
    assertThat(stages.get(2).config().container().workingDirectory()).contains("/srv/sub");
  }

  @Test
  void everyRunSeesTheProxiesAndIsNotKnownByThem() {
    var steps = plan("FROM scratch\nENV A=1\nRUN one\n").target().steps();

    assertThat(steps.getFirst().action())
        .isInstanceOfSatisfying(
            Action.Run.class,
            run -> {
              assertThat(run.environment().values())
                  .containsEntry("HTTP_PROXY", "http://proxy")
                  .containsEntry("http_proxy", "http://proxy")
                  .containsEntry("A", "1");
              assertThat(run.unkeyed()).containsExactly("HTTP_PROXY", "http_proxy");
            });
  }
}
