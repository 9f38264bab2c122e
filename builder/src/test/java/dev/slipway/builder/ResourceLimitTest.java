package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.builder.ResourceLimit.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceLimitTest {
  @Test
  void takesOneNumberForBothLimits() {
    assertThat(ResourceLimit.parse("nofile=1024"))
        .isEqualTo(new ResourceLimit(Resource.NOFILE, 1024, 1024));
    assertThat(ResourceLimit.parse("core=-1")).hasToString("core=-1:-1");
  }

  @Test
  void takesASoftAndAHardLimit() {
    assertThat(ResourceLimit.parse("nproc=10:20"))
        .isEqualTo(new ResourceLimit(Resource.NPROC, 10, 20));
    assertThat(ResourceLimit.parse("stack=8192:unlimited"))
        .isEqualTo(new ResourceLimit(Resource.STACK, 8192, ResourceLimit.UNLIMITED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "nofile | it is not NAME=SOFT[:HARD]",
        "files=1 | 'files' is none of core, cpu, data, fsize,",
        "as=1 | 'as' is none of",
        "nofile= | '' is no limit",
        "nofile=many | 'many' is no limit",
        "nofile=-2 | '-2' is no limit",
        "nofile=1:2:3 | at most two limits",
        "nofile=20:10 | the soft limit 20 is above the hard limit 10",
        "nofile=-1:10 | the soft limit unlimited is above the hard limit 10"
      })
  void refuses(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceLimit.parse(text))
        .withMessageContaining(reason);
  }

  @Test
  void keepsTheLastLimitOfAResourceAndOneOrder() {
    var limits =
        RunSettings.usual()
            .withLimit(ResourceLimit.parse("nofile=1"))
            .withLimit(ResourceLimit.parse("cpu=2"))
            .withLimit(ResourceLimit.parse("nofile=3"))
            .limits();
    assertThat(limits)
        .isEqualTo(List.of(ResourceLimit.parse("cpu=2"), ResourceLimit.parse("nofile=3")));
  }
}
