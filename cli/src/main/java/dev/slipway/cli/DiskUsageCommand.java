package dev.slipway.cli;

import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `slipway df`.
final class DiskUsageCommand implements Command {
  @Override
  public List<String> description() {
    return List.of("Says how much room the local store takes, and what for.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    try (var store = Stored.open(surroundings)) {
      var usage = Usage.of(store);
      var out = surroundings.out();
      if (arguments.has("--json")) {
        out.println(Json.text(fields(store, usage)));
      } else {
        for (var department : usage.departments()) {
          out.printf(
              "%-16s %8d  %10s%n",
              department.name(), department.count(), Sizes.text(department.bytes()));
        }
        out.printf("%-16s %8s  %10s  in %s%n", "all", "", Sizes.text(usage.bytes()), store.root());
      }
    }
    return ExitCode.SUCCESS;
  }

  private static Map<String, Object> fields(Store store, Usage usage) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("store", store.root());
    fields.put("bytes", usage.bytes());
    fields.put("departments", usage.departments().stream().map(DiskUsageCommand::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(Usage.Department department) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", department.name());
    fields.put("count", department.count());
    fields.put("bytes", department.bytes());
    return fields;
  }
}
