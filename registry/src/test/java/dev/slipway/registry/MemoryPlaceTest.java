package dev.slipway.registry;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MemoryPlaceTest {
  @TestFactory
  Stream<DynamicTest> keepsTheContractOfAPlace() {
    return PlaceContract.tests(() -> new MemoryPlace("memory"));
  }
}
