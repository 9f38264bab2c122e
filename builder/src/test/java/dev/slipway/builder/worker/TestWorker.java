package dev.slipway.builder.worker;

import dev.slipway.builder.layer.LayerOutput;
import dev.slipway.builder.layer.LayerWriter;
import dev.slipway.builder.layer.TarIndexer;
import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Isolation;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.store.Layers;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.builder.tree.Content;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A worker with a busybox to run in it, and the layers that come of it.
final class TestWorker implements AutoCloseable {
  static final Path BUSYBOX = Path.of("/usr/bin/busybox");
  static final List<String> ENVIRONMENT = List.of("PATH=/bin", "HOME=/root");

  final Path folder;
  final Worker worker;
  final List<StoredLayer> base;
  private int count;

  /// What a step said and how it ended.
  record Told(RunResult result, String output, String errors, List<StoredLayer> layers) {}

  private TestWorker(Path folder, Worker worker, List<StoredLayer> base) {
    this.folder = folder;
    this.worker = worker;
    this.base = base;
  }

  static TestWorker start(Path folder) throws IOException {
    return start(folder, Rung.of(Facts.gather()));
  }

  static TestWorker start(Path folder, Rung rung) throws IOException {
    return start(folder, settings(folder, rung));
  }

  static TestWorker start(Path folder, WorkerSettings settings) throws IOException {
    Files.createDirectories(folder);
    var worker = Worker.start(settings);
    var started = new TestWorker(folder, worker, List.of());
    return new TestWorker(folder, worker, List.of(started.layer(TestWorker::busybox)));
  }

  static WorkerSettings settings(Path folder, Rung rung) {
    return settings(folder, rung, List.of());
  }

  /// The same with more options for the worker's JVM.
  static WorkerSettings settings(Path folder, Rung rung, List<String> options) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new WorkerSettings(
        WorkerSettings.program(java, options, classPath()), folder.resolve("snapshots"), rung);
  }

  static String classPath() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(System::getProperty)
        .filter(path -> path != null)
        .flatMap(path -> Stream.of(path.split(":", -1)))
        .filter(entry -> !entry.isEmpty())
        .collect(Collectors.joining(":"));
  }

  /// Writes a layer into files.
  interface Writing {
    void write(LayerOutput output) throws IOException;
  }

  Layers.Draft draft() throws IOException {
    var draft = Files.createDirectories(folder.resolve("layer-" + System.nanoTime() + count++));
    return new Layers.Draft(draft.resolve("tar"), draft.resolve("index"));
  }

  StoredLayer layer(Writing writing) throws IOException {
    var draft = draft();
    try (var writer = LayerWriter.create(draft.tar(), draft.index())) {
      writing.write(writer);
      return new StoredLayer(writer.finish().diffId(), draft.tar(), draft.index());
    }
  }

  /// A layer as others write them: the tar that `tar` makes of `names` in `from`, and of nothing
  /// else.
  StoredLayer foreign(Path from, String... names) throws IOException {
    var draft = draft();
    var command =
        new ArrayList<>(
            List.of("tar", "-C", from.toString(), "--owner=0", "--group=0", "-cf", "-"));
    command.addAll(List.of(names));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var summary = TarIndexer.store(process.getInputStream(), draft.tar(), draft.index(), 1L << 40);
    return new StoredLayer(summary.diffId(), draft.tar(), draft.index());
  }

  static Node.Directory directory() {
    return new Node.Directory(Metadata.of(0755, 1_000_000_000));
  }

  static Content text(String text) {
    return () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  static void file(LayerOutput output, String path, String text) throws IOException {
    var node =
        new Node.RegularFile(
            Metadata.of(0644, 1_000_000_000), text.getBytes(StandardCharsets.UTF_8).length, 0);
    output.put(TreePath.of(path), node, text(text));
  }

  private static void busybox(LayerOutput output) throws IOException {
    var metadata = Metadata.of(0755, 1_000_000_000);
    output.put(TreePath.of("bin"), directory(), text(""));
    var names = new ArrayList<>(List.of("busybox"));
    names.addAll(
        List.of(
            "cat",
            "chmod",
            "chown",
            "chroot",
            "cp",
            "dd",
            "env",
            "find",
            "grep",
            "head",
            "hostname",
            "id",
            "kill",
            "ln",
            "ls",
            "mkdir",
            "mkfifo",
            "mknod",
            "mount",
            "mv",
            "nc",
            "ps",
            "pwd",
            "readlink",
            "rm",
            "rmdir",
            "sh",
            "sleep",
            "stat",
            "sync",
            "tee",
            "test",
            "touch",
            "tr",
            "true",
            "umount",
            "unshare",
            "wc",
            "ip",
            "seq",
            "setsid",
            "nohup",
            "su",
            "sed"));
    names.sort(String::compareTo);
    for (var name : names) {
      var path = TreePath.of("bin/" + name);
      if (name.equals("busybox")) {
        var node = new Node.RegularFile(metadata, Files.size(BUSYBOX), 0);
        output.put(path, node, () -> Files.newInputStream(BUSYBOX));
      } else {
        output.put(path, new Node.Symlink(metadata, Bytes.of("busybox")), text(""));
      }
    }
    output.put(TreePath.of("etc"), directory(), text(""));
    file(output, "etc/passwd", "root:x:0:0::/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/sh\n");
    output.put(TreePath.of("root"), directory(), text(""));
    output.put(TreePath.of("tmp"), new Node.Directory(Metadata.of(01777, 1_000_000_000)), text(""));
  }

  /// What `RUN --security=insecure` gets.
  static Isolation unlimited() {
    return new Isolation(
        "insecure",
        Isolation.Network.NONE,
        List.of(),
        "",
        List.of(),
        Isolation.Rights.ALL,
        List.of());
  }

  static Isolation isolation(Mount... mounts) {
    return new Isolation(
        "buildkitsandbox",
        Isolation.Network.HOST,
        List.of(new Isolation.Host("somewhere", "10.1.2.3")),
        "nameserver 192.0.2.1\n",
        List.of(mounts));
  }

  static Command shell(String script) {
    return new Command(List.of("sh", "-c", script), ENVIRONMENT, "/", Command.User.ROOT);
  }

  Told run(String script) throws IOException {
    return run(base, shell(script), isolation());
  }

  Told run(List<StoredLayer> layers, String script) throws IOException {
    return run(layers, shell(script), isolation());
  }

  Told run(List<StoredLayer> layers, Command command, Isolation isolation) throws IOException {
    return run(layers, command, isolation, List.of());
  }

  Told run(List<StoredLayer> layers, Command command, List<Attachment> attachments)
      throws IOException {
    return run(layers, command, isolation(), attachments);
  }

  private Told run(
      List<StoredLayer> layers, Command command, Isolation isolation, List<Attachment> attachments)
      throws IOException {
    var output = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    var draft = draft();
    var result =
        worker.run(
            new RunRequest(layers, command, isolation, attachments, draft),
            new StepOutput() {
              @Override
              public void output(byte[] bytes) {
                output.writeBytes(bytes);
              }

              @Override
              public void errors(byte[] bytes) {
                errors.writeBytes(bytes);
              }
            });
    var all = new ArrayList<>(layers);
    if (result instanceof RunResult.Changed(var layer)) {
      all.add(new StoredLayer(layer.diffId(), draft.tar(), draft.index()));
    }
    return new Told(
        result,
        output.toString(StandardCharsets.UTF_8),
        errors.toString(StandardCharsets.UTF_8),
        all);
  }

  /// The names in the tar of the topmost layer, as `tar` lists them.
  static List<String> listing(Told told) throws IOException {
    var process =
        new ProcessBuilder("tar", "-tf", told.layers().getLast().tar().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = process.inputReader()) {
      return lines.lines().toList();
    }
  }

  static Set<Long> processes() {
    return ProcessHandle.allProcesses().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  @Override
  public void close() {
    worker.close();
  }
}
