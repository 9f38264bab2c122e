package dev.slipway.cli;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.Platform;
import dev.slipway.registry.Place;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `slipway inspect NAME`.
final class InspectCommand implements Command {
  @Override
  public List<String> description() {
    return List.of(
        "Shows what an image consists of: platforms, configuration, layers and how they came to"
            + " be.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Operand.required(
            0,
            "NAME",
            "A name in a registry, store:NAME, oci:DIR, oci-archive:FILE or docker-archive:FILE."),
        Flag.value("OS/ARCH", "Show only the manifest for this platform.", "--platform"),
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
      var document = places.askingFor(name, spot::document);
      var platform =
          arguments.value("--platform").map(text -> arguments.read(text, Platform::parse));
      var report =
          new ImageReport(
              name.toString(), document.descriptor(), images(spot.place(), document, platform));
      surroundings.out().print(arguments.has("--json") ? report.json() : report.text());
    }
    return ExitCode.SUCCESS;
  }

  private static List<ImageReport.Entry> images(
      Place place, Document document, Optional<Platform> platform) {
    if (document.mediaType().isManifest()) {
      return List.of(image(place, document));
    }
    var index = document.index();
    var chosen =
        platform
            .map(
                wanted ->
                    List.of(
                        index
                            .find(wanted)
                            .orElseThrow(
                                () ->
                                    new RegistryException.NotFound(
                                        "%s has no manifest for %s"
                                            .formatted(place.name(), wanted)))))
            .orElse(index.manifests());
    var images = new ArrayList<ImageReport.Entry>();
    for (Descriptor child : chosen) {
      if (child.mediaType().isManifest()) {
        images.add(image(place, place.document(child)));
      }
    }
    return images;
  }

  private static ImageReport.Entry image(Place place, Document document) {
    var manifest = document.manifest();
    var config =
        manifest.config().mediaType().isConfig()
            ? Optional.of(place.document(manifest.config()).config())
            : Optional.<dev.slipway.image.ImageConfig>empty();
    return new ImageReport.Entry(document.descriptor(), manifest, config);
  }
}
