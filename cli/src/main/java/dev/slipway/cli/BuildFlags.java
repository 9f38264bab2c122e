package dev.slipway.cli;

import dev.slipway.builder.BuildContext;
import dev.slipway.builder.BuildRequest;
import dev.slipway.builder.DockerfileLocation;
import dev.slipway.builder.NamedContext;
import dev.slipway.builder.PullPolicy;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.SshAgent;
import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.git.GitRemote;
import dev.slipway.builder.store.Reason;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/// The flags of `build` that say what is built, named and meant as in `docker buildx build`.
///
/// @param arguments the flags
/// @param surroundings where paths begin, and where `-f -` reads
record BuildFlags(Arguments arguments, Surroundings surroundings) {
  static List<Parameter> input() {
    return List.of(
        Flag.value(
            "FILE",
            "The Dockerfile; - reads standard input, and a web address is fetched; a relative path"
                + " lies in a CONTEXT that is no folder here. Default: Dockerfile in CONTEXT.",
            "-f",
            "--file"),
        Flag.value("STAGE", "The stage to build. Default: the last.", "--target"),
        Flag.values(
            "NAME=PLACE",
            "A named context for FROM and --from: a folder, docker-image://NAME,"
                + " oci-layout://DIR, a git repository, or a file of a web server.",
            "--build-context"),
        Flag.values("NAME=VALUE", "A label for the image.", "--label"),
        Flag.value("OS/ARCH", "The platform to build for. Default: this machine's.", "--platform"),
        Flag.optionalValue(
            "WHEN",
            "always",
            "Ask registries for base images: always, missing, newer (the local copy serves when"
                + " there is no answer) or never. Default: newer.",
            "--pull"),
        Flag.toggle("Execute every step anew.", "--no-cache"));
  }

  static List<Parameter> output() {
    return List.of(
        Flag.values("NAME", "A name for the image. May be given several times.", "-t", "--tag"),
        Flag.toggle("Push the image to the registries of its names.", "--push"),
        Flag.values(
            "OUTPUT",
            "Write the image: type=oci,dest=FILE, type=oci,dest=DIR,tar=false,"
                + " type=docker,dest=FILE, type=registry, type=image; or oci:DIR[:TAG],"
                + " oci-archive:FILE, docker-archive:FILE. A FILE of - is standard output."
                + " name=NAME names it there. With SOURCE_DATE_EPOCH, rewrite-timestamp=true gives it to younger files in new"
                + " layers, too.",
            "-o",
            "--output"),
        Flag.value("FILE", "Write the image's digest to a file.", "--iidfile"),
        Flag.value("FILE", "Write what came of the build as JSON.", "--metadata-file"),
        Flag.plainHttp(),
        Progress.flag(),
        Progress.quietFlag(),
        Deadline.flag(),
        Flag.toggle(
            "When the command of a RUN fails, exit with its code instead of 20.",
            "--exit-code-from-run"),
        Flag.toggle("Build nothing; check the Dockerfile. The same as --call check.", "--check"),
        Flag.value(
            "WHAT",
            "Build nothing; print what check finds, the outline of the target, or the targets:"
                + " check, outline, targets. As data: check,format=json and so on, or"
                + " check,format=sarif. With check,ignorestatus=true it exits 0 whatever is found.",
            "--call"),
        CheckFlags.rules(),
        Flag.toggle(
            "Execute nothing; print each step, and whether and why it would be executed.",
            "--explain"),
        Flag.json());
  }

  /// What is to be built.
  BuildRequest request() {
    var context = context();
    var request = BuildRequest.of(context).withPull(pull()).withRuns(runs(context));
    if (arguments.has("--no-cache")) {
      request = request.withCache(BuildRequest.Cache.IGNORED);
    }
    var file = arguments.value("--file");
    if (file.isPresent()) {
      request = request.withDockerfile(dockerfile(file.get(), context));
    }
    var target = arguments.value("--target");
    if (target.isPresent()) {
      request = request.withTarget(target.get());
    }
    var platform = arguments.value("--platform");
    if (platform.isPresent()) {
      request = request.withPlatform(arguments.read(platform.get(), BuildFlags::platform));
    }
    return withNamed(request);
  }

  // As docker: who names a repository that ssh leads to need not lend the agent besides.
  private RunSettings runs(BuildContext context) {
    var settings = new RunFlags(arguments, surroundings).settings();
    boolean secureShell =
        context instanceof BuildContext.Remote(RemoteSource.Git(var reference))
            && reference.remote().protocol() == GitRemote.Protocol.SSH;
    var socket = surroundings.variable("SSH_AUTH_SOCK");
    return secureShell && settings.agents().isEmpty() && socket.isPresent()
        ? settings.withAgent("default", new SshAgent.Socket(surroundings.resolve(socket.get())))
        : settings;
  }

  private BuildRequest withNamed(BuildRequest bare) {
    var request = bare;
    var values = new BuildArguments(arguments, surroundings).values();
    for (var value : values.entrySet()) {
      request = request.withArgument(value.getKey(), value.getValue());
    }
    for (var text : arguments.values("--label")) {
      var pair = Pair.of("--label", text);
      request = request.withLabel(pair.name(), pair.value().orElse(""));
    }
    for (var text : arguments.values("--build-context")) {
      var pair = Pair.of("--build-context", text);
      var place =
          pair.value()
              .orElseThrow(
                  () ->
                      new CommandException.Usage(
                          "slipway build: --build-context %s lacks =PLACE".formatted(text)));
      request = request.withContext(pair.name(), named(text, place));
    }
    return request;
  }

  private BuildContext context() {
    var context = arguments.argument(0);
    if (context.equals("-")) {
      return new BuildContext.Stream("<stdin>", surroundings::in);
    }
    // A folder may be called github.com.
    if (!context.contains("://") && Files.isDirectory(surroundings.resolve(context))) {
      return new BuildContext.Folder(surroundings.resolve(context));
    }
    try {
      var remote = RemoteSource.find(context);
      if (remote.isPresent()) {
        return new BuildContext.Remote(remote.get());
      }
    } catch (IllegalArgumentException e) {
      throw new CommandException.Usage("slipway build: the context: " + e.getMessage());
    }
    if (context.contains("://") || context.startsWith("git@")) {
      throw new CommandException.Usage(
          "slipway build: '%s' is no context that this version builds from; a folder, -, https:// and git repositories are (https://HOST/PATH.git, ssh://, git@HOST:PATH)"
              .formatted(context));
    }
    var folder = surroundings.resolve(context);
    if (!Files.isDirectory(folder)) {
      throw new CommandException.Failed(
          "slipway build: the context %s is not a folder".formatted(folder));
    }
    return new BuildContext.Folder(folder);
  }

  // Only where the context is a folder here, a relative path counts from the working directory.
  private DockerfileLocation dockerfile(String file, BuildContext context) {
    if (WebAddress.isWeb(file)) {
      return new DockerfileLocation.Remote(
          new RemoteSource.Web(webAddress(file), Optional.empty()));
    }
    if (!file.equals("-")) {
      return context instanceof BuildContext.Folder || file.startsWith("/")
          ? new DockerfileLocation.File(surroundings.resolve(file))
          : new DockerfileLocation.Inside(file);
    }
    if (context instanceof BuildContext.Stream) {
      throw new CommandException.Usage(
          "slipway build: standard input cannot be both the context and the Dockerfile");
    }
    try {
      var text = new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8);
      return new DockerfileLocation.Inline("<stdin>", text);
    } catch (IOException e) {
      throw new CommandException.Failed(
          "slipway build: cannot read standard input: " + Reason.of(e));
    }
  }

  private static WebAddress webAddress(String file) {
    try {
      return WebAddress.parse(file);
    } catch (IllegalArgumentException e) {
      throw new CommandException.Usage("slipway build: --file: " + e.getMessage());
    }
  }

  private NamedContext named(String text, String place) {
    try {
      return switch (NamedContext.parse(place)) {
        case NamedContext.Folder(var path) ->
            new NamedContext.Folder(surroundings.resolve(path.toString()));
        case NamedContext.Layout(var reference) when !reference.startsWith("/") ->
            new NamedContext.Layout(surroundings.directory() + "/" + reference);
        case NamedContext.Layout layout -> layout;
        case NamedContext.Remote remote -> remote;
        case NamedContext.Image image -> image;
      };
    } catch (IllegalArgumentException e) {
      throw new CommandException.Usage(
          "slipway build: --build-context %s: %s".formatted(text, e.getMessage()));
    }
  }

  static Platform platform(String text) {
    if (text.contains(",")) {
      throw new CommandException.Usage(
          "slipway build: --platform %s: this version builds for one platform at a time"
              .formatted(text));
    }
    return Platform.parse(text, Platform.parse(Version.current().platform()));
  }

  private PullPolicy pull() {
    var when = arguments.value("--pull").orElse("newer");
    return switch (when) {
      case "always", "true" -> PullPolicy.ALWAYS;
      case "newer", "false" -> PullPolicy.NEWER;
      case "missing" -> PullPolicy.MISSING;
      case "never" -> PullPolicy.NEVER;
      default ->
          throw new CommandException.Usage(
              "slipway build: --pull %s is none of always, missing, newer and never"
                  .formatted(when));
    };
  }

  /// A name and perhaps a value, as in `NAME=VALUE`.
  record Pair(String name, Optional<String> value) {
    /// Reads the value of `flag`.
    ///
    /// @throws CommandException.Usage when there is no name
    static Pair of(String flag, String text) {
      int equals = text.indexOf('=');
      if (equals == 0 || text.isEmpty()) {
        throw new CommandException.Usage(
            "slipway: %s '%s' does not begin with a name".formatted(flag, text));
      }
      return equals < 0
          ? new Pair(text, Optional.empty())
          : new Pair(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
    }
  }
}
