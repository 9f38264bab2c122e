package dev.slipway.cli.doctor;

import java.util.List;
import java.util.stream.Stream;

/// Looks at a machine.
public final class Doctor {
  private Doctor() {}

  /// All findings, in the order of the report.
  public static List<Finding> examine(Host host) {
    return Stream.of(JavaFindings.of(host), RunFindings.of(host), RoomFindings.of(host))
        .flatMap(List::stream)
        .toList();
  }
}
