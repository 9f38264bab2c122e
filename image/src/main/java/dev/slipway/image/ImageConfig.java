package dev.slipway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The config of an image: its platform, how it runs, its layers and how they came to be.
///
/// Its digest is the image ID. See the OCI image specification, "Image Configuration". Reading is
/// tolerant, because configs are written by many programs: `null` counts as absent, environment
/// entries without `=` and relative folders are kept. Members that are not known here are kept too,
/// so that a config that is changed and written loses nothing.
///
/// @param platform what it runs on; `unknown` where the config does not say
/// @param created when it was made
/// @param author who made it
/// @param container how it runs
/// @param diffIds the digests of the uncompressed layers, lowest first
/// @param history the steps in which it was made, oldest first
/// @param others members that are not known here: name -> JSON text
public record ImageConfig(
    Platform platform,
    Optional<Instant> created,
    Optional<String> author,
    ContainerConfig container,
    List<Digest> diffIds,
    List<History> history,
    SortedMap<String, String> others) {

  /// Copies and sorts.
  public ImageConfig {
    diffIds = List.copyOf(diffIds);
    history = List.copyOf(history);
    others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
  }

  /// The config of an image without layers that says nothing but its platform.
  public static ImageConfig of(Platform platform) {
    return new ImageConfig(
        platform,
        Optional.empty(),
        Optional.empty(),
        ContainerConfig.empty(),
        List.of(),
        List.of(),
        new TreeMap<>());
  }

  /// Reads a config.
  ///
  /// @param what what it is called in messages, such as `config sha256:…`
  /// @throws ImageException.Malformed when it is not well formed
  public static ImageConfig read(String what, byte[] bytes) {
    var members = new Members(what, Json.readObject(what, bytes));
    var platform =
        new Platform(
            members.textUnlessEmpty("os").orElse("unknown"),
            members.textUnlessEmpty("architecture").orElse("unknown"),
            members.textUnlessEmpty("variant"),
            members.textUnlessEmpty("os.version"),
            members.texts("os.features"));
    return new ImageConfig(
        platform,
        members.time("created"),
        members.textUnlessEmpty("author"),
        members.members("config").map(ContainerConfig::read).orElseGet(ContainerConfig::empty),
        members.members("rootfs").map(ImageConfig::readDiffIds).orElse(List.of()),
        members.list("history", node -> History.read(what + ": 'history'", node)),
        members.others());
  }

  /// The same, on another platform.
  public ImageConfig withPlatform(Platform newPlatform) {
    return new ImageConfig(newPlatform, created, author, container, diffIds, history, others);
  }

  /// The same, made at `time`.
  public ImageConfig withCreated(Instant time) {
    return new ImageConfig(
        platform, Optional.of(time), author, container, diffIds, history, others);
  }

  /// The same, made by `newAuthor`.
  public ImageConfig withAuthor(String newAuthor) {
    return new ImageConfig(
        platform, created, Optional.of(newAuthor), container, diffIds, history, others);
  }

  /// The same, running otherwise.
  public ImageConfig withContainer(ContainerConfig newContainer) {
    return new ImageConfig(platform, created, author, newContainer, diffIds, history, others);
  }

  /// The same, with one more layer on top and the step that made it.
  public ImageConfig withLayer(Digest diffId, History step) {
    var more = new ArrayList<>(diffIds);
    more.add(diffId);
    return new ImageConfig(platform, created, author, container, more, history, others)
        .withStep(step);
  }

  /// The same, with one more step in its history.
  public ImageConfig withStep(History step) {
    var more = new ArrayList<>(history);
    more.add(step);
    return new ImageConfig(platform, created, author, container, diffIds, more, others);
  }

  /// The same, with other layers and another history.
  public ImageConfig withLayers(List<Digest> newDiffIds, List<History> newHistory) {
    return new ImageConfig(platform, created, author, container, newDiffIds, newHistory, others);
  }

  /// The same, with other unknown members: name -> JSON text.
  public ImageConfig withOthers(Map<String, String> newOthers) {
    return new ImageConfig(
        platform, created, author, container, diffIds, history, new TreeMap<>(newOthers));
  }

  /// The document that says this, as an OCI config.
  public Document document() {
    return document(MediaType.OCI_CONFIG);
  }

  /// The document that says this, as `mediaType`; the bytes are the same for OCI and docker.
  public Document document(MediaType mediaType) {
    var node = Json.object();
    created.ifPresent(value -> node.put("created", Timestamp.text(value)));
    author.ifPresent(value -> node.put("author", value));
    platform.write(node);
    node.set("config", container.write());
    var rootfs = node.putObject("rootfs");
    rootfs.put("type", "layers");
    var ids = rootfs.putArray("diff_ids");
    diffIds.forEach(id -> ids.add(id.toString()));
    if (!history.isEmpty()) {
      var steps = node.putArray("history");
      history.forEach(step -> steps.add(step.write()));
    }
    writeOthers(node, others);
    return Document.of(mediaType, Json.write(node));
  }

  static void writeOthers(ObjectNode node, SortedMap<String, String> others) {
    others.forEach((name, text) -> node.set(name, Json.read(name, text)));
  }

  private static List<Digest> readDiffIds(Members rootfs) {
    return rootfs.texts("diff_ids").stream()
        .map(
            text -> {
              try {
                return Digest.parse(text);
              } catch (IllegalArgumentException e) {
                throw rootfs.wrong("diff_ids", "a list of digests: " + e.getMessage());
              }
            })
        .toList();
  }
}
