package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Descriptor;
import dev.slipway.image.MediaType;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MemoryPlaceTest {
  private static final byte[] BYTES = {1, 2, 3};
  private static final Descriptor LAYER = Descriptor.of(MediaType.OCI_LAYER, BYTES);

  @TestFactory
  Stream<DynamicTest> keepsTheContractOfAPlace() {
    return PlaceContract.tests(() -> new MemoryPlace("memory"));
  }

  @Test
  void readsWhatItIsOfferedOnlyWhenItIsFetched() throws IOException {
    try (var place = new MemoryPlace("memory")) {
      place.offer(
          LAYER,
          () -> {
            throw new IOException("the disk is gone");
          });
      assertThat(place.exists(LAYER)).isTrue();
      assertThatThrownBy(() -> place.fetch(LAYER))
          .isInstanceOf(RegistryException.Unreachable.class)
          .hasMessageContaining("the disk is gone");
      place.offer(LAYER, Blob.of(BYTES));
      try (var stream = place.fetch(LAYER)) {
        assertThat(stream).hasBinaryContent(BYTES);
      }
    }
  }

  @Test
  void checksWhatItIsOfferedWheneverItIsFetched() throws IOException {
    try (var place = new MemoryPlace("memory")) {
      place.offer(LAYER, Blob.of(new byte[] {1, 2, 4}));
      try (var stream = place.fetch(LAYER)) {
        assertThatThrownBy(stream::readAllBytes).isInstanceOf(RegistryException.Mismatch.class);
      }
    }
  }
}
