package dev.slipway.builder;

import dev.slipway.builder.layer.LayerFiles;
import dev.slipway.builder.layer.MergedTree;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.Document;
import dev.slipway.image.History;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.Blob;
import dev.slipway.registry.remote.Access;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import dev.slipway.registry.remote.Retry;
import dev.slipway.registry.serve.Faults;
import dev.slipway.registry.serve.Request;
import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A place to build in: a folder to copy from, a store, and a registry that misbehaves when told.
final class Workshop implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final Path BUSYBOX = Path.of("/usr/bin/busybox");

  private static final Retry IMPATIENT = new Retry(2, Duration.ofMillis(5), Duration.ofMillis(10));
  private static final List<String> APPLETS =
      List.of(
          "cat", "chmod", "chown", "cp", "dd", "echo", "kill", "ln", "ls", "mkdir", "mv", "rm",
          "sh", "sleep", "stat", "test", "touch", "true", "wc");

  final Path folder;
  final Path context;
  final Path storeFolder;
  final Faults faults = new Faults();
  final List<Request> requests = new CopyOnWriteArrayList<>();
  final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  final Server server;
  final RegistryClient client = new RegistryClient(RegistryOptions.DEFAULT.withRetry(IMPATIENT));

  Workshop(Path folder) throws IOException {
    this.folder = folder;
    context = Files.createDirectories(folder.resolve("context"));
    storeFolder = folder.resolve("store");
    server = Server.start(Setup.usual().misbehaving(faults).watchedBy(requests::add));
  }

  /// A path of the context, with this text in it.
  Path file(String path, String text) throws IOException {
    var file = context.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /// Builds what `dockerfile` says in the context.
  BuiltImage build(String dockerfile) throws IOException {
    return build(dockerfile, request -> request);
  }

  BuiltImage build(String dockerfile, UnaryOperator<BuildRequest> more) throws IOException {
    events.clear();
    try (var builder = open()) {
      return builder.build(request(dockerfile, more), events::add);
    }
  }

  Explanation explain(String dockerfile, UnaryOperator<BuildRequest> more) throws IOException {
    try (var builder = open()) {
      return builder.explain(request(dockerfile, more), events::add);
    }
  }

  private BuildRequest request(String dockerfile, UnaryOperator<BuildRequest> more)
      throws IOException {
    var recipes = Files.createDirectories(folder.resolve("recipes"));
    Files.writeString(recipes.resolve("Dockerfile"), dockerfile);
    return more.apply(
        BuildRequest.of(context)
            .withDockerfile(new DockerfileLocation.File(recipes.resolve("Dockerfile"))));
  }

  Builder open() {
    return Builder.open(settings(storeFolder, client));
  }

  static BuilderSettings settings(Path store, RegistryClient client) {
    var usual = BuilderSettings.of(store, client);
    return new BuilderSettings(
        store,
        client,
        usual.machine(),
        BuilderSettings.workerProgram(List.of("-XX:TieredStopAtLevel=1")),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /// Which steps were executed, as their author wrote them.
  List<String> executed() {
    return Stream.concat(events.stream(), Stream.<BuildEvent>of())
        .filter(BuildEvent.StepStarted.class::isInstance)
        .map(event -> ((BuildEvent.StepStarted) event).step().text())
        .toList();
  }

  /// What the commands wrote to their standard output.
  String output() {
    var text = new StringBuilder();
    for (var event : events) {
      if (event instanceof BuildEvent.StepOutput(_, _, var bytes)) {
        text.append(new String(bytes.toArray(), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  /// What the file at `path` of `image` holds.
  String content(BuiltImage image, String path) throws IOException {
    try (var builder = open()) {
      var layers = builder.store().layers();
      var files =
          image.record().layers().stream()
              .map(layer -> layers.find(layer.diffId()).orElseThrow())
              .map(layer -> new LayerFiles(layer.tar(), layer.index()))
              .toList();
      try (var tree = MergedTree.of(files);
          var in = tree.open(TreePath.of(path.getBytes(StandardCharsets.UTF_8)))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /// The name of `repository` in the workshop's registry.
  String name(String repository) {
    return server.host() + "/" + repository;
  }

  Reference reference(String repository) {
    return Reference.parse(name(repository));
  }

  /// A folder with a busybox under the names of its applets, and two users.
  Path busybox() throws IOException {
    Peers.require(BUSYBOX);
    var root = folder.resolve("busybox");
    if (Files.exists(root)) {
      return root;
    }
    var programs = Files.createDirectories(root.resolve("bin"));
    Files.copy(BUSYBOX, programs.resolve("busybox"));
    for (var applet : APPLETS) {
      Files.createSymbolicLink(programs.resolve(applet), Path.of("busybox"));
    }
    // Where they are missing a command makes them, and they bear its time.
    for (var name : List.of("dev", "etc", "proc", "sys")) {
      Files.createDirectories(root.resolve(name));
    }
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0::/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/sh\n");
    var temporary = Files.createDirectories(root.resolve("tmp"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    return root;
  }

  /// Pushes an image with a busybox to the registry, from a store of its own.
  String busyboxImage() throws IOException {
    var name = name("busybox:1");
    var root = busybox();
    try (var builder = Builder.open(settings(folder.resolve("other-store"), client))) {
      var image =
          builder.build(
              BuildRequest.of(context)
                  .withDockerfile(
                      new DockerfileLocation.Inline(
                          "base", "FROM scratch\nCOPY --from=root . /\nENV PATH=/bin\n"))
                  .withContext("root", new NamedContext.Folder(root)),
              BuildListener.silent());
      builder.push(image, Reference.parse(name), _ -> {});
    }
    requests.clear();
    return name;
  }

  /// Pushes an image of these layers to the registry, whose config says these digests of tars.
  String publish(String repository, List<byte[]> layers, List<Digest> diffIds) {
    var reference = reference(repository);
    var config =
        ImageConfig.of(Platform.parse("linux/" + System.getProperty("os.arch")))
            .withLayers(
                diffIds,
                diffIds.stream()
                    .map(
                        _ ->
                            new History(
                                Optional.of(NOW),
                                Optional.of("by hand"),
                                Optional.empty(),
                                Optional.empty(),
                                History.Kind.LAYER,
                                new TreeMap<>()))
                    .toList())
            .document();
    try (var place = client.repository(reference, Access.PUSH)) {
      var descriptors = new ArrayList<Descriptor>();
      for (var layer : layers) {
        var descriptor = Descriptor.of(MediaType.OCI_LAYER_GZIP, layer);
        place.push(descriptor, Blob.of(layer));
        descriptors.add(descriptor);
      }
      place.push(config.descriptor(), Blob.of(config.bytes()));
      var manifest = Manifest.of(config.descriptor(), descriptors).document();
      push(place, manifest);
      place.tag(manifest, "latest");
    }
    requests.clear();
    return name(repository);
  }

  private static void push(dev.slipway.registry.Place place, Document manifest) {
    place.push(manifest.descriptor(), Blob.of(manifest.bytes()));
  }

  /// What is wrong with the store, which nobody has open; opening it once more is part of it.
  List<String> complaints() throws IOException {
    Store.open(storeFolder).close();
    return StoreCheck.complaints(storeFolder);
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
