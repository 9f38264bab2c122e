package dev.slipway.registry.serve;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// The misbehaviour that a test orders of a [Server], before it starts or while it runs.
///
/// Orders are tried in the order in which they were given; the first that fits a request decides.
public final class Faults {
  private final List<Order> orders = new CopyOnWriteArrayList<>();

  /// No faults yet.
  public Faults() {}

  /// The n-th request from now (counting from 1) that `which` accepts meets `fault`.
  public Faults onNth(int n, Predicate<Request> which, Fault fault) {
    orders.add(new Order(which, n, n, fault, new AtomicInteger()));
    return this;
  }

  /// The next request that `which` accepts meets `fault`.
  public Faults onNext(Predicate<Request> which, Fault fault) {
    return onNth(1, which, fault);
  }

  /// Every request that `which` accepts meets `fault`.
  public Faults onEvery(Predicate<Request> which, Fault fault) {
    orders.add(new Order(which, 1, Integer.MAX_VALUE, fault, new AtomicInteger()));
    return this;
  }

  /// Forgets all orders.
  public void clear() {
    orders.clear();
  }

  /// Requests with this method whose path contains `part`.
  public static Predicate<Request> to(String method, String part) {
    return request -> request.method().equals(method) && request.path().contains(part);
  }

  /// What `request` is to meet, if anything; counts it.
  Optional<Fault> find(Request request) {
    for (var order : orders) {
      if (order.which.test(request)) {
        int turn = order.seen.incrementAndGet();
        if (turn >= order.first && turn <= order.last) {
          return Optional.of(order.fault);
        }
      }
    }
    return Optional.empty();
  }

  private record Order(
      Predicate<Request> which, int first, int last, Fault fault, AtomicInteger seen) {}
}
