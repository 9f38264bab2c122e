package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// What every [Place] has to do, as tests for a `@TestFactory`:
///
/// ```java
/// @TestFactory
/// Stream<DynamicTest> keepsTheContractOfAPlace() {
///   return PlaceContract.tests(() -> new MemoryPlace("memory"));
/// }
/// ```
public final class PlaceContract {
  private static final byte[] BYTES = "some layer".getBytes(StandardCharsets.UTF_8);
  private static final Descriptor BLOB = Descriptor.of(MediaType.OCI_LAYER, BYTES);

  private PlaceContract() {}

  /// The tests; each asks `empty` for a new, empty place and closes it.
  @SuppressWarnings("exports")
  public static Stream<DynamicTest> tests(Supplier<Place> empty) {
    var tests = new ArrayList<DynamicTest>();
    add(tests, empty, "holds nothing at first", PlaceContract::holdsNothingAtFirst);
    add(tests, empty, "keeps what is pushed", PlaceContract::keepsWhatIsPushed);
    add(tests, empty, "keeps empty content", PlaceContract::keepsEmptyContent);
    add(tests, empty, "keeps content of some megabytes", PlaceContract::keepsLargeContent);
    add(tests, empty, "keeps content by SHA-512", PlaceContract::keepsContentBySha512);
    add(tests, empty, "refuses another digest", PlaceContract::refusesAnotherDigest);
    add(tests, empty, "refuses too few bytes", PlaceContract::refusesTooFewBytes);
    add(tests, empty, "refuses too many bytes", PlaceContract::refusesTooManyBytes);
    add(tests, empty, "keeps nothing of a source that fails", PlaceContract::keepsNothingThatFails);
    add(tests, empty, "does not read what is there", PlaceContract::doesNotReadWhatIsThere);
    add(tests, empty, "keeps manifests by digest", PlaceContract::keepsManifestsByDigest);
    add(tests, empty, "finds a manifest by its tag", PlaceContract::findsByTag);
    add(tests, empty, "moves a tag", PlaceContract::movesATag);
    add(tests, empty, "lists tags in order", PlaceContract::listsTagsInOrder);
    add(tests, empty, "takes a whole index", PlaceContract::takesAWholeIndex);
    return tests.stream();
  }

  private static void add(
      List<DynamicTest> tests, Supplier<Place> empty, String name, Consumer<Place> test) {
    tests.add(
        DynamicTest.dynamicTest(
            name,
            () -> {
              try (var place = empty.get()) {
                test.accept(place);
              }
            }));
  }

  private static void holdsNothingAtFirst(Place place) {
    assertThat(place.exists(BLOB)).isFalse();
    assertThat(place.tags()).isEmpty();
    assertThatThrownBy(() -> read(place, BLOB)).isInstanceOf(RegistryException.NotFound.class);
    assertThatThrownBy(() -> place.resolve("latest"))
        .isInstanceOf(RegistryException.NotFound.class)
        .hasMessageContaining("latest");
    assertThatThrownBy(() -> place.resolve(BLOB.digest().toString()))
        .isInstanceOf(RegistryException.NotFound.class);
  }

  private static void keepsWhatIsPushed(Place place) {
    assertThat(place.push(BLOB, Blob.of(BYTES))).isEqualTo(Arrival.SENT);

    assertThat(place.exists(BLOB)).isTrue();
    assertThat(read(place, BLOB)).isEqualTo(BYTES);
    assertThat(read(place, BLOB)).isEqualTo(BYTES);
  }

  private static void keepsEmptyContent(Place place) {
    var empty = Descriptor.of(MediaType.OCI_LAYER, new byte[0]);
    place.push(empty, Blob.of(new byte[0]));

    assertThat(read(place, empty)).isEmpty();
  }

  private static void keepsLargeContent(Place place) {
    var image = SampleImage.of("large", 5_000_001, "linux/amd64");
    place.push(image.layer(), Blob.of(image.archive()));

    assertThat(read(place, image.layer())).isEqualTo(image.archive());
  }

  private static void keepsContentBySha512(Place place) {
    var digest = Digest.of(Digest.Algorithm.SHA512, BYTES);
    var content = new Descriptor(MediaType.OCI_LAYER, digest, BYTES.length);
    place.push(content, Blob.of(BYTES));

    assertThat(read(place, content)).isEqualTo(BYTES);
  }

  private static void refusesAnotherDigest(Place place) {
    var other = "another ly".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> place.push(BLOB, Blob.of(other)))
        .isInstanceOf(RegistryException.Mismatch.class);
    assertThat(place.exists(BLOB)).isFalse();
  }

  private static void refusesTooFewBytes(Place place) {
    assertThatThrownBy(() -> place.push(BLOB, Blob.of(new byte[3])))
        .isInstanceOf(RegistryException.Mismatch.class);
    assertThat(place.exists(BLOB)).isFalse();
  }

  private static void refusesTooManyBytes(Place place) {
    assertThatThrownBy(() -> place.push(BLOB, Blob.of(new byte[BYTES.length + 1])))
        .isInstanceOf(RegistryException.Mismatch.class);
    assertThat(place.exists(BLOB)).isFalse();
  }

  private static void keepsNothingThatFails(Place place) {
    Blob broken =
        () ->
            new ByteArrayInputStream(BYTES) {
              @Override
              public synchronized int read(byte[] buffer, int offset, int length) {
                if (pos > 0) {
                  throw new RegistryException.Unreachable("the source broke");
                }
                return super.read(buffer, offset, 4);
              }
            };

    assertThatThrownBy(() -> place.push(BLOB, broken))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the source broke");
    assertThat(place.exists(BLOB)).isFalse();
  }

  private static void doesNotReadWhatIsThere(Place place) {
    var opened = new AtomicInteger();
    Blob counted =
        () -> {
          opened.incrementAndGet();
          return new ByteArrayInputStream(BYTES);
        };
    place.push(BLOB, counted);

    assertThat(place.push(BLOB, counted)).isEqualTo(Arrival.PRESENT);
    assertThat(opened).hasValue(1);
  }

  private static void keepsManifestsByDigest(Place place) {
    var image = SampleImage.of("app", 10, "linux/amd64");
    push(place, image);

    var found = place.resolve(image.manifest().digest().toString());
    assertThat(found).isEqualTo(image.manifest().descriptor());
    assertThat(place.exists(found)).isTrue();
    assertThat(place.document(found)).isEqualTo(image.manifest());
    assertThat(place.document(image.config().descriptor())).isEqualTo(image.config());
    assertThat(place.tags()).isEmpty();
  }

  private static void findsByTag(Place place) {
    var image = SampleImage.of("app", 10, "linux/amd64");
    push(place, image);
    place.tag(image.manifest(), "1.0");

    assertThat(place.resolve("1.0")).isEqualTo(image.manifest().descriptor());
    assertThat(place.document(place.resolve("1.0"))).isEqualTo(image.manifest());
  }

  private static void movesATag(Place place) {
    var first = SampleImage.of("first", 10, "linux/amd64");
    var second = SampleImage.of("second", 10, "linux/amd64");
    push(place, first);
    push(place, second);
    place.tag(first.manifest(), "1.0");
    place.tag(second.manifest(), "1.0");

    assertThat(place.resolve("1.0")).isEqualTo(second.manifest().descriptor());
    assertThat(place.document(first.manifest().descriptor())).isEqualTo(first.manifest());
    assertThat(place.tags()).containsExactly("1.0");
  }

  private static void listsTagsInOrder(Place place) {
    var image = SampleImage.of("app", 10, "linux/amd64");
    push(place, image);
    for (var tag : List.of("b", "a", "c1", "c")) {
      place.tag(image.manifest(), tag);
    }

    assertThat(place.tags()).containsExactly("a", "b", "c", "c1");
  }

  private static void takesAWholeIndex(Place place) {
    var images =
        List.of(SampleImage.of("a", 700, "linux/amd64"), SampleImage.of("b", 700, "linux/arm/v7"));
    var source = SampleImage.index("multi", images);

    var copied = Copy.between(source, place).run("multi", List.of("copy"));

    assertThat(place.resolve("copy").digest()).isEqualTo(copied.digest());
    assertThat(place.document(copied).index().platforms()).hasSize(2);
    for (var image : images) {
      assertThat(place.document(image.manifest().descriptor())).isEqualTo(image.manifest());
      assertThat(read(place, image.layer())).isEqualTo(image.archive());
    }
  }

  private static void push(Place place, SampleImage image) {
    place.push(image.layer(), Blob.of(image.archive()));
    place.push(image.config().descriptor(), Blob.of(image.config().bytes()));
    place.push(image.manifest().descriptor(), Blob.of(image.manifest().bytes()));
  }

  private static byte[] read(Place place, Descriptor content) {
    try (var stream = place.fetch(content)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("reading failed", e);
    }
  }
}
