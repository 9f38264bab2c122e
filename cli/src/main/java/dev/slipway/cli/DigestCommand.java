package dev.slipway.cli;

import dev.slipway.image.Platform;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.RegistryException;
import java.util.LinkedHashMap;
import java.util.List;

/// `slipway digest NAME`.
final class DigestCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Prints the digest of an image.",
        "",
        "An image for several platforms has an index, whose digest this is; --platform chooses"
            + " one.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.required(
            0,
            "NAME",
            "A name in a registry, store:NAME, oci:DIR, oci-archive:FILE or docker-archive:FILE."),
        Flag.value(
            "OS/ARCH", "Of an index, the digest of the manifest for this platform.", "--platform"),
        Flag.plainHttp(),
        Flag.json());
  }

  @Override
  public void prepare() {
    HeadStart.begin();
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var name = arguments.read(arguments.argument(0), PlaceName::parse);
    try (var places = new Places(arguments, surroundings);
        var spot = places.read(name)) {
      var found = places.askingFor(name, spot::resolve);
      var platform =
          arguments.value("--platform").map(text -> arguments.read(text, Platform::parse));
      if (platform.isPresent() && found.mediaType().isIndex()) {
        found =
            spot.place()
                .document(found)
                .index()
                .find(platform.get())
                .orElseThrow(
                    () ->
                        new RegistryException.NotFound(
                            "%s has no manifest for %s".formatted(name, platform.get())));
      }
      if (arguments.has("--json")) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", name.toString());
        fields.put("digest", found.digest().toString());
        fields.put("mediaType", found.mediaType().toString());
        fields.put("size", found.size());
        surroundings.out().println(Json.text(fields));
      } else {
        surroundings.out().println(found.digest());
      }
    }
    return ExitCode.SUCCESS;
  }
}
