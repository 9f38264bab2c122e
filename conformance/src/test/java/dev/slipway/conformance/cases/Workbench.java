package dev.slipway.conformance.cases;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.slipway.conformance.oracle.BuiltImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where cases are laid out to be built: folders of files, base images, a server of downloads.
final class Workbench implements AutoCloseable {

  private static final Path CASES = Path.of("src/test/resources/cases");

  private final Path root;
  private final HttpServer downloads;
  private final Map<String, Recipe.NamedImage> shared = new HashMap<>();
  private final Map<Path, BuiltImage> read = new HashMap<>();

  /// A bench in a new folder, for the tests that are called `name`. Without the program that base
  /// images are made with there is none: the tests are missing a peer.
  static Workbench open(String name) throws IOException {
    if (Peers.busybox().isEmpty()) {
      Peers.missing("there is no static busybox");
    }
    return new Workbench(Files.createTempDirectory("slipway-" + name));
  }

  private Workbench(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root.resolve("downloads"));
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    downloads =
        HttpServer.create(
            address,
            0,
            "/",
            SimpleFileServer.createFileHandler(root.resolve("downloads").toRealPath()));
    downloads.createContext("/moved/", Redirect::answer);
    downloads.start();
  }

  /// The cases that `-Dcases=REGEX` picks by name, or all.
  static Stream<Case> cases() {
    var picked = System.getProperty("cases", ".*");
    return Case.all(CASES).stream().filter(example -> example.name().matches(picked));
  }

  /// Those that `list` does not name: each of its lines is a pattern of names, and why.
  static Predicate<Case> isNotIn(String list) {
    var names =
        Case.text(CASES.resolve(list))
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> Pattern.compile(line.substring(0, line.indexOf(": "))))
            .toList();
    return example -> names.stream().noneMatch(name -> name.matcher(example.name()).matches());
  }

  /// A new folder on the bench.
  Path folder(String name) throws IOException {
    return Files.createDirectory(root.resolve(name));
  }

  /// Where a builder may put what comes of `example`; there is nothing yet.
  Path output(Case example) {
    return root.resolve("output-" + example.name());
  }

  /// Where the files of `download` scripts are served; no slash at the end.
  String url() {
    return "http://127.0.0.1:" + downloads.getAddress().getPort();
  }

  /// How what comes of `recipe` is to be told.
  Golden golden(Case example, Recipe recipe) {
    var bases =
        recipe.images().values().stream()
            .map(image -> read.computeIfAbsent(image.layout(), BuiltImage::read))
            .toList();
    return new Golden(example, bases, url());
  }

  /// Makes all files that `example` needs.
  Recipe layOut(Case example) throws IOException {
    var folder = Files.createDirectories(root.resolve("case-" + example.name()));
    var contexts = new HashMap<String, Path>();
    for (var script : example.scripts("context").entrySet()) {
      var name = script.getKey();
      var context = Files.createDirectories(folder.resolve("context-" + name));
      new TreeScript(script.getValue(), example.time()).writeTo(context);
      contexts.put(name, context);
    }
    var main = contexts.remove("");
    if (main == null) {
      main = Files.createDirectories(folder.resolve("context-"));
    }
    for (var script : example.scripts("download").entrySet()) {
      new TreeScript(script.getValue(), example.time()).writeTo(root.resolve("downloads"));
    }
    for (var script : example.scripts("repository").entrySet()) {
      serve(script.getKey(), script.getValue());
    }
    var arguments = new HashMap<>(example.options("arg"));
    if (!example.scripts("download").isEmpty() || !example.scripts("repository").isEmpty()) {
      arguments.put("URL", url());
    }
    return new Recipe(
        dockerfile(example, folder, main),
        main,
        example.option("target"),
        example.option("platform"),
        arguments,
        example.options("label"),
        contexts,
        images(example, folder),
        secrets(example, folder),
        example.options("set"),
        example.option("from").map(this::address).or(() -> uploaded(example)),
        addresses(example),
        example.option("stdin").map(name -> stdin(name, example)));
  }

  // buildx hands an archive to BuildKit as a download from itself.
  private Optional<String> uploaded(Case example) {
    return example
        .option("stdin")
        .filter(name -> !name.equals("Dockerfile"))
        .map(name -> url() + "/" + name);
  }

  private Path stdin(String name, Case example) {
    return name.equals("Dockerfile") ? example.dockerfile() : root.resolve("downloads/" + name);
  }

  private String address(String text) {
    return text.replace("URL", url());
  }

  private Map<String, String> addresses(Case example) {
    var named = new HashMap<>(example.options("named"));
    named.replaceAll((_, text) -> address(text));
    return named;
  }

  // Several cases may have a repository of one name: it is that of the case that is laid out.
  private void serve(String name, String script) throws IOException {
    var served = root.resolve("downloads");
    var old = served.resolve(name + ".git");
    if (Files.exists(old)) {
      Files.move(old, root.resolve("old-" + name + "-" + System.nanoTime()));
    }
    new RepositoryScript(script).writeTo(served, name);
  }

  /// The Dockerfile has a folder of its own, unless the case wants it in the context.
  private static Path dockerfile(Case example, Path folder, Path context) throws IOException {
    var inContext = example.option("file");
    var file = inContext.map(context::resolve).orElseGet(() -> folder.resolve("recipe/Dockerfile"));
    Files.createDirectories(file.getParent());
    if (!Files.exists(example.dockerfile())) {
      return file;
    }
    Files.copy(example.dockerfile(), file, StandardCopyOption.REPLACE_EXISTING);
    var ignore = example.folder().resolve("Dockerfile.dockerignore");
    if (Files.exists(ignore)) {
      Files.copy(ignore, file.resolveSibling(file.getFileName() + ".dockerignore"));
    }
    return file;
  }

  private Map<String, Recipe.NamedImage> images(Case example, Path folder) throws IOException {
    var images = new HashMap<String, Recipe.NamedImage>();
    for (var script : example.scripts("image").entrySet()) {
      var layout = folder.resolve("image-" + script.getKey());
      var digest = new ImageScript(script.getValue()).writeTo(layout, architecture());
      images.put(script.getKey(), new Recipe.NamedImage(layout, digest));
    }
    images.put("base", image("base"));
    images.put("rich", image("rich"));
    return images;
  }

  private Recipe.NamedImage image(String name) throws IOException {
    var present = shared.get(name);
    if (present == null) {
      var layout = root.resolve(name + ".layout");
      var script = new ImageScript(Case.text(CASES.resolve(name + ".image")));
      present = new Recipe.NamedImage(layout, script.writeTo(layout, architecture()));
      shared.put(name, present);
    }
    return present;
  }

  private static Map<String, Path> secrets(Case example, Path folder) throws IOException {
    var secrets = new HashMap<String, Path>();
    for (var secret : example.options("secret").entrySet()) {
      var file = folder.resolve("secret-" + secret.getKey());
      Files.writeString(file, secret.getValue());
      secrets.put(secret.getKey(), file);
    }
    return secrets;
  }

  /// This machine's, as images name it.
  static String architecture() {
    var name = Optional.ofNullable(System.getProperty("os.arch")).orElse("");
    return switch (name) {
      case "aarch64" -> "arm64";
      case "x86_64" -> "amd64";
      default -> name;
    };
  }

  @Override
  public void close() {
    downloads.stop(0);
    // By the program, because the trees in it hold links, pipes and names that are not text.
    Command.run(List.of("rm", "-rf", "--one-file-system", "" + root), Path.of("/dev/null"));
  }
}
