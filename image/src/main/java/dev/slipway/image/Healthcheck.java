package dev.slipway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How docker finds out whether a container is well.
///
/// @param test the command, its first word `NONE`, `CMD` or `CMD-SHELL`; empty to inherit it
/// @param interval how long to wait between two checks
/// @param timeout how long one check may take
/// @param startPeriod how long failures at the beginning do not count
/// @param startInterval how long to wait between two checks at the beginning
/// @param retries after how many failures the container is unwell
/// @param others members that are not known here: name -> JSON text
public record Healthcheck(
    List<String> test,
    Optional<Duration> interval,
    Optional<Duration> timeout,
    Optional<Duration> startPeriod,
    Optional<Duration> startInterval,
    Optional<Long> retries,
    SortedMap<String, String> others) {

  /// Copies and sorts.
  public Healthcheck {
    test = List.copyOf(test);
    others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
  }

  /// A check by `test`, with docker's defaults.
  public static Healthcheck of(List<String> test) {
    return new Healthcheck(
        test,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>());
  }

  static Healthcheck read(Members members) {
    return new Healthcheck(
        members.texts("Test"),
        members.number("Interval").filter(n -> n != 0).map(Duration::ofNanos),
        members.number("Timeout").filter(n -> n != 0).map(Duration::ofNanos),
        members.number("StartPeriod").filter(n -> n != 0).map(Duration::ofNanos),
        members.number("StartInterval").filter(n -> n != 0).map(Duration::ofNanos),
        members.number("Retries").filter(n -> n != 0),
        members.others());
  }

  ObjectNode write() {
    var node = Json.object();
    if (!test.isEmpty()) {
      var array = node.putArray("Test");
      test.forEach(array::add);
    }
    interval.ifPresent(value -> node.put("Interval", value.toNanos()));
    timeout.ifPresent(value -> node.put("Timeout", value.toNanos()));
    startPeriod.ifPresent(value -> node.put("StartPeriod", value.toNanos()));
    startInterval.ifPresent(value -> node.put("StartInterval", value.toNanos()));
    retries.ifPresent(value -> node.put("Retries", value));
    ImageConfig.writeOthers(node, others);
    return node;
  }
}
