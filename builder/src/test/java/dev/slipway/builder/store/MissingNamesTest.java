package dev.slipway.builder.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Reference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MissingNamesTest {
  private static final String PINNED = "app@sha256:" + "a".repeat(64);

  private static Optional<String> near(String name, String... known) {
    return MissingNames.near(Reference.parse(name).withDefaultTag(), references(known))
        .map(Reference::familiar);
  }

  private static List<Reference> references(String... names) {
    return Stream.of(names).map(Reference::parse).toList();
  }

  @Test
  void anotherTagIsMeantBeforeAnotherRepository() {
    assertThat(near("app", "apt:latest", "app:1", "app:2")).contains("app:1");
    assertThat(near("app:1.2.3", "app:0.9", "app:1.2.4", PINNED)).contains("app:1.2.4");
    assertThat(near(PINNED, "app:1")).contains("app:1");
  }

  @Test
  void aHostIsLeftOutMoreOftenThanALetterIsMistyped() {
    assertThat(near("app:2", "apt:2", "host:5000/team/app:1", "host:5000/team/app:2"))
        .contains("host:5000/team/app:2");
    assertThat(near("host:5000/app", "app:latest")).contains("app:latest");
    assertThat(near("host:5000/snapp", "app:latest")).isEmpty();
  }

  @Test
  void aLetterIsMistypedInTheRepositoryWhateverTheTag() {
    assertThat(near("wep:1", "app:1", "web:1", "web:2")).contains("web:1");
    assertThat(near("wep", "app:1", "web:2")).contains("web:2");
    assertThat(near("docker.io/library/wep", "web:2")).contains("web:2");
  }

  @Test
  void whatHasNothingInCommonIsNotMeant() {
    assertThat(near("a", "b:latest")).isEmpty();
    assertThat(near("app", "other:latest")).isEmpty();
    assertThat(near("app")).isEmpty();
  }

  @Test
  void whatThereIsIsListedWhenItIsNotMuch() {
    var one = references("app:1");
    assertThat(new MissingNames(references("apt:1", "x:1"), one).text())
        .isEqualTo(
            "there is no image 'apt:1' (did you mean app:1?), 'x:1' in the local store; it has"
                + " app:1");
    assertThat(new MissingNames(one, List.of()).text())
        .isEqualTo("there is no image 'app:1' in the local store; no image has a name there");
  }
}
