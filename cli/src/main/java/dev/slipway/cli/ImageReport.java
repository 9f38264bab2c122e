package dev.slipway.cli;

import dev.slipway.image.Descriptor;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `inspect` says of an image.
///
/// @param name the image as the user named it
/// @param root its manifest or index
/// @param images the manifests, one for each platform
record ImageReport(String name, Descriptor root, List<Entry> images) {
  private static final int COMMAND_WIDTH = 72;

  /// One image for one platform.
  ///
  /// @param descriptor of the manifest
  /// @param manifest the manifest
  /// @param config the configuration; empty for what is stored as an image and is none
  record Entry(Descriptor descriptor, Manifest manifest, Optional<ImageConfig> config) {
    long size() {
      return manifest.layers().stream().mapToLong(Descriptor::size).sum();
    }
  }

  /// For people; ends with a newline.
  String text() {
    var text = new StringBuilder();
    line(text, "", "name", name);
    line(text, "", "digest", root.digest());
    line(text, "", "type", root.mediaType());
    for (var image : images) {
      var indent = root.mediaType().isIndex() ? "  " : "";
      if (!indent.isEmpty()) {
        text.append('\n');
        line(text, indent, "digest", image.descriptor.digest());
      }
      describe(text, indent, image);
    }
    return text.toString();
  }

  private static void describe(StringBuilder text, String indent, Entry image) {
    image.config.ifPresentOrElse(
        config -> describe(text, indent, config),
        () -> line(text, indent, "config", image.manifest.config().mediaType()));
    line(
        text,
        indent,
        "size",
        "%s in %s".formatted(Sizes.text(image.size()), layers(image.manifest.layers().size())));
    var steps = image.config.map(ImageReport::stepsWithLayers).orElse(List.of());
    for (int i = 0; i < image.manifest.layers().size(); i++) {
      var layer = image.manifest.layers().get(i);
      var made = i < steps.size() ? steps.get(i).createdBy().orElse("") : "";
      text.append(
          "%s  %s  %10s  %s"
              .formatted(indent, layer.digest(), Sizes.text(layer.size()), shortened(made))
              .stripTrailing());
      text.append('\n');
    }
  }

  private static String layers(int count) {
    return count == 1 ? "1 layer" : count + " layers";
  }

  private static void describe(StringBuilder text, String indent, ImageConfig config) {
    line(text, indent, "platform", config.platform());
    config.created().ifPresent(created -> line(text, indent, "created", created));
    var container = config.container();
    container.user().ifPresent(user -> line(text, indent, "user", user));
    container.workingDirectory().ifPresent(folder -> line(text, indent, "directory", folder));
    container.environment().forEach(variable -> line(text, indent, "env", variable));
    words(text, indent, "entrypoint", container.entrypoint());
    words(text, indent, "command", container.command());
    container.exposedPorts().forEach(port -> line(text, indent, "port", port));
    container.volumes().forEach(volume -> line(text, indent, "volume", volume));
    container.labels().forEach((name, value) -> line(text, indent, "label", name + "=" + value));
  }

  private static void words(StringBuilder text, String indent, String key, List<String> words) {
    if (!words.isEmpty()) {
      line(text, indent, key, Json.line(words));
    }
  }

  private static void line(StringBuilder text, String indent, String key, Object value) {
    text.append("%s%-11s %s%n".formatted(indent, key, HarmlessText.line(value.toString())));
  }

  private static List<History> stepsWithLayers(ImageConfig config) {
    return config.history().stream().filter(step -> step.kind() == History.Kind.LAYER).toList();
  }

  private static String shortened(String command) {
    var line = HarmlessText.line(command.strip().replaceAll("\\s+", " "));
    return line.length() <= COMMAND_WIDTH ? line : line.substring(0, COMMAND_WIDTH - 1) + "…";
  }

  /// For programs; ends with a newline.
  String json() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", name);
    fields.putAll(fields(root));
    fields.put("images", images.stream().map(ImageReport::fields).toList());
    return Json.text(fields) + "\n";
  }

  private static Map<String, Object> fields(Descriptor descriptor) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("mediaType", descriptor.mediaType().name());
    fields.put("digest", descriptor.digest());
    fields.put("size", descriptor.size());
    return fields;
  }

  private static Map<String, Object> fields(Entry image) {
    var fields = fields(image.descriptor);
    image.config.ifPresent(config -> fields.put("platform", config.platform()));
    fields.put("config", fields(image.manifest.config()));
    fields.put("layers", image.manifest.layers().stream().map(ImageReport::fields).toList());
    image.config.ifPresent(config -> fields.putAll(fields(config)));
    return fields;
  }

  private static Map<String, Object> fields(ImageConfig config) {
    var container = config.container();
    var fields = new LinkedHashMap<String, Object>();
    config.created().ifPresent(created -> fields.put("created", created));
    container.user().ifPresent(user -> fields.put("user", user));
    container.workingDirectory().ifPresent(folder -> fields.put("workingDirectory", folder));
    fields.put("environment", container.environment());
    fields.put("entrypoint", container.entrypoint());
    fields.put("command", container.command());
    fields.put("exposedPorts", container.exposedPorts());
    fields.put("volumes", container.volumes());
    fields.put("labels", container.labels());
    fields.put("history", config.history().stream().map(ImageReport::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(History step) {
    var fields = new LinkedHashMap<String, Object>();
    step.created().ifPresent(created -> fields.put("created", created));
    step.createdBy().ifPresent(by -> fields.put("createdBy", by));
    fields.put("layer", step.kind() == History.Kind.LAYER);
    return fields;
  }
}
