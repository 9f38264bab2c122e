package dev.slipway.registry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Reference;
import dev.slipway.registry.Copy;
import dev.slipway.registry.Place;
import dev.slipway.registry.PlaceContract;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.SampleImage;
import dev.slipway.registry.auth.Credential;
import dev.slipway.registry.remote.Access;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The served registry is a place, to Slipway's own client.
class ServedPlaceTest {
  private static final dev.slipway.registry.serve.Access TOKEN =
      new dev.slipway.registry.serve.Access.Token(
          "bob",
          "secret",
          Duration.ofMinutes(5),
          dev.slipway.registry.serve.Access.Strangers.NOTHING);

  private final AtomicInteger number = new AtomicInteger();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final SampleImage image = SampleImage.of("app", 300_000, "linux/amd64");

  @AfterEach
  void close() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> keepsTheContractOfAPlace() {
    return contract(Setup.usual());
  }

  @TestFactory
  Stream<DynamicTest> keepsTheContractWithATokenForEverything() {
    return contract(Setup.usual().guardedBy(TOKEN));
  }

  @TestFactory
  Stream<DynamicTest> keepsTheContractWithoutWhatOldRegistriesLack() {
    return contract(
        Setup.usual()
            .without(
                Feature.MOUNT,
                Feature.SINGLE_POST,
                Feature.RANGE,
                Feature.REFERRERS,
                Feature.DELETE));
  }

  @Test
  void tagsNothingWhenALayerCannotBeWritten() {
    var server = serve(Setup.usual());
    server.faults().onEvery(Faults.to("PUT", "/blobs/uploads/"), new Fault.Answer(400));
    server.faults().onEvery(Faults.to("POST", "/blobs/uploads/"), new Fault.Answer(400));
    var place = place(server);
    assertThatThrownBy(() -> Copy.between(image.place("x"), place).run("x", List.of("1")))
        .isInstanceOf(RegistryException.class);
    server.faults().clear();
    assertThat(place.tags()).isEmpty();
  }

  @Test
  void isReadToTheEndThoughItBreaksOffOnce() {
    var server = serve(Setup.usual());
    var place = place(server);
    Copy.between(image.place("x"), place).run("x", List.of("1"));
    server
        .faults()
        .onNext(Faults.to("GET", image.layer().digest().hex()), new Fault.CutAnswer(5000));
    var target = new dev.slipway.registry.MemoryPlace("memory");
    Copy.between(place, target).run("1", List.of("1"));
    assertThat(target.exists(image.layer())).isTrue();
  }

  private Stream<DynamicTest> contract(Setup setup) {
    var server = serve(setup);
    return PlaceContract.tests(() -> place(server));
  }

  private Server serve(Setup setup) {
    var server = Server.start(setup);
    open.add(server);
    return server;
  }

  private Place place(Server server) {
    var client =
        new RegistryClient(
            RegistryOptions.DEFAULT.withCredentials(_ -> new Credential.Password("bob", "secret")));
    open.add(client);
    var name = server.host() + "/contract/" + number.incrementAndGet();
    return client.repository(Reference.parse(name), Access.PUSH);
  }
}
