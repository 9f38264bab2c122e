package dev.slipway.builder.worker;

import java.util.LinkedHashMap;
import java.util.Map;

/// What holds for a sandbox, whoever started it: as sentences, each with its proof.
final class Contract {
  /// A proof, on a worker that others use too.
  interface Proof {
    void on(TestWorker worker) throws Exception;
  }

  private Contract() {}

  static Map<String, Proof> all() {
    var all = new LinkedHashMap<String, Proof>();
    all.putAll(CommandProofs.all());
    all.putAll(ChangeProofs.all());
    all.putAll(StackProofs.all());
    all.putAll(MountProofs.all());
    all.putAll(ConfinementProofs.all());
    all.putAll(CallProofs.all());
    return all;
  }
}
