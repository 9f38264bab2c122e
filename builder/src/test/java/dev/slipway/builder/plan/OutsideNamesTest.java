package dev.slipway.builder.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.Platform;
import dev.slipway.registry.RegistryException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutsideNamesTest {
  private static final Platform LINUX = Platform.parse("linux/amd64");

  /// A registry that nobody reaches.
  private record NoNetwork() implements BaseImages {
    @Override
    public void expect(String reference, Platform platform) {}

    @Override
    public Basis.Image find(String reference, Platform platform) {
      throw new RegistryException.Unreachable("HEAD %s: no route".formatted(reference));
    }
  }

  private static void source(String stages, String name) {
    var file = Dockerfile.parse("Dockerfile", stages);
    var settings =
        new PlanSettings(
            Optional.empty(),
            Map.of(),
            Map.of(),
            LINUX,
            PlanSettings.Choice.DEFAULT,
            LINUX,
            Map.of(),
            Optional.empty());
    new OutsideNames(file, new StageLookup(file), settings, new NoNetwork())
        .source(new Word(name, file.stages().getFirst().from().span()), name, LINUX);
  }

  @Test
  void saysOfAPlainNameWhichStagesThereAre() {
    assertThatThrownBy(() -> source("FROM a AS one\nFROM a AS two\nFROM a AS one\n", "nostage"))
        .isInstanceOf(RegistryException.Unreachable.class)
        .hasMessage(
            "Dockerfile:1: the image nostage (no stage is called so; the stages are one, two):"
                + " HEAD nostage: no route");
    assertThatThrownBy(() -> source("FROM a\n", "nostage"))
        .hasMessageContaining(
            "the image nostage (no stage is called so; no stage of Dockerfile has a name):");
  }

  @Test
  void saysNothingOfStagesWhereOnlyAnImageCanBeMeant() {
    assertThatThrownBy(() -> source("FROM a AS one\n", "alpine:3"))
        .hasMessage("Dockerfile:1: the image alpine:3: HEAD alpine:3: no route");
  }

  @Test
  void guessesWhichStageWasMeant() {
    assertThatThrownBy(() -> source("FROM a AS build\n", "biuld"))
        .hasMessageContaining(
            "the image biuld (no stage is called so; did you mean the stage build?)");
  }
}
