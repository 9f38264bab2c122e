package dev.slipway.builder.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.ContainerConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigFoldTest {
  private final ConfigFold fold =
      new ConfigFold(
          ContainerConfig.empty().withEnvironment(List.of("B=base", "C=base")), Optional.empty());

  @Test
  void aVariableStaysAtItsPlace() {
    fold.environment("A", "1");
    fold.environment("C", "2");
    fold.environment("A", "3");

    assertThat(environment()).containsExactly("B=base", "C=2", "A=3");
  }

  @Test
  void aNameEndsAtItsFirstEqualsSign() {
    fold.environment("A=x", "1");
    fold.environment("A", "2");
    fold.environment("A=x", "3");

    assertThat(environment()).containsExactly("B=base", "C=base", "A=2", "A=x=3");
  }

  private List<String> environment() {
    return fold.config().container().environment();
  }
}
