package dev.slipway.cli.doctor;

import static dev.slipway.cli.doctor.Finding.Area.RUN;

import dev.slipway.builder.Readiness;
import dev.slipway.builder.Readiness.Attempt;
import dev.slipway.builder.Readiness.Layers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What RUN instructions find: told by what a build would use itself.
final class RunFindings {
  private static final String SUBJECT = "sandbox";

  private RunFindings() {}

  static List<Finding> of(Host host) {
    var found = new ArrayList<Finding>();
    Trial.in(
            host.home(),
            folder -> {
              found.addAll(of(host.sandboxes().apply(Optional.of(folder))));
              return Optional.empty();
            })
        .ifPresent(
            obstacle -> {
              found.addAll(of(host.sandboxes().apply(Optional.empty())));
              found.add(
                  Finding.note(RUN, SUBJECT, "not tried: " + obstacle, "mend the disk first"));
            });
    return found;
  }

  private static List<Finding> of(Readiness readiness) {
    var findings = new ArrayList<Finding>();
    findings.add(Finding.ok(RUN, "user", user(readiness)));
    for (var need : readiness.needs()) {
      findings.add(
          need.remedy()
              .map(remedy -> Finding.problem(RUN, need.subject(), need.found(), remedy))
              .orElseGet(() -> Finding.ok(RUN, need.subject(), need.found())));
    }
    readiness.sandbox().ifPresent(attempt -> findings.addAll(of(attempt)));
    return findings;
  }

  private static String user(Readiness readiness) {
    var number = Long.toString(readiness.uid());
    return readiness.user().equals(number)
        ? "uid " + number
        : "%s (uid %s)".formatted(readiness.user(), number);
  }

  private static List<Finding> of(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Fails(var why, var remedy) ->
          List.of(Finding.problem(RUN, SUBJECT, why, remedy));
      case Attempt.Works(var rung, var layers, var obstacle, var remedy) ->
          List.of(
              Finding.ok(RUN, SUBJECT, "works " + rung),
              layers == Layers.OVERLAYFS
                  ? Finding.ok(RUN, "layers", layers.label())
                  : Finding.note(RUN, "layers", slower(layers, obstacle), remedy));
    };
  }

  private static String slower(Layers layers, String obstacle) {
    return switch (layers) {
      case OVERLAYFS -> throw new IllegalArgumentException("nothing is faster");
      case FUSE_OVERLAYFS -> "fuse-overlayfs, which is slower than overlayfs, because: " + obstacle;
      case COPIES -> "each RUN works on a copy of all its files, because: " + obstacle;
    };
  }
}
