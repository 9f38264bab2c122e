package dev.slipway.cli;

import dev.slipway.builder.ResourceLimit;
import dev.slipway.builder.RunSettings;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.SshAgent;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.dockerfile.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The flags of `build` that say what every RUN finds around it, named and meant as in `docker
/// buildx build`.
///
/// @param arguments the flags
/// @param surroundings where paths begin, and the variables that secrets may come from
record RunFlags(Arguments arguments, Surroundings surroundings) {
  // As in BuildKit; what is no file may have no end.
  private static final int LARGEST_SECRET = 500 * 1024;
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  static List<Parameter> all() {
    return List.of(
        Flag.values(
            "SECRET",
            "A secret for RUN --mount=type=secret,id=NAME: id=NAME,src=FILE, or"
                + " id=NAME,env=VARIABLE.",
            "--secret"),
        Flag.values(
            "AGENT",
            "What RUN --mount=type=ssh may ask for: default (the agent of SSH_AUTH_SOCK),"
                + " NAME=SOCKET, or NAME=KEYFILE[,KEYFILE].",
            "--ssh"),
        Flag.values(
            "NAME:ADDRESS",
            "A line for /etc/hosts; the address host-gateway is this machine.",
            "--add-host"),
        Flag.value("SIZE", "The size of /dev/shm: 64m, 1g. Default: 64m.", "--shm-size"),
        Flag.values(
            "NAME=SOFT[:HARD]",
            "A limit of what RUN may have, such as nofile=1024:4096; -1 is unlimited.",
            "--ulimit"),
        Flag.value(
            "MODE",
            "What RUN reaches: default (all that this machine does), host or none.",
            "--network"),
        Flag.values(
            "ENTITLEMENT",
            "Give leave to a Dockerfile: security.insecure, network.host.",
            "--allow"));
  }

  RunSettings settings() {
    var settings = RunSettings.usual().withNetwork(network());
    for (var text : arguments.values("--secret")) {
      settings = withSecret(settings, text);
    }
    for (var text : arguments.values("--ssh")) {
      settings = withAgent(settings, text);
    }
    for (var text : arguments.values("--add-host")) {
      settings = withHost(settings, text);
    }
    for (var text : arguments.values("--ulimit")) {
      settings = settings.withLimit(limit(text));
    }
    for (var text : arguments.values("--allow")) {
      settings = settings.with(entitlement(text));
    }
    var size = arguments.value("--shm-size");
    return size.isPresent() ? settings.withSharedMemory(bytes(size.get())) : settings;
  }

  private RunSettings.Network network() {
    var mode = arguments.value("--network").orElse("default");
    return switch (mode) {
      case "default", "host" -> RunSettings.Network.HOST;
      case "none" -> RunSettings.Network.NONE;
      default ->
          throw new CommandException.Usage(
              "slipway build: --network %s is none of default, host and none".formatted(mode));
    };
  }

  private RunSettings withSecret(RunSettings settings, String text) {
    var fields = fields(text);
    var id = fields.remove("id");
    var file = Optional.ofNullable(fields.remove("src")).or(() -> taken(fields, "source"));
    var variable = taken(fields, "env");
    var type = taken(fields, "type").orElse("");
    if (id == null || !fields.isEmpty() || !List.of("", "file", "env").contains(type)) {
      throw new CommandException.Usage(
          "slipway build: --secret needs id=NAME, and src=FILE or env=VARIABLE");
    }
    if (file.isEmpty() || type.equals("env")) {
      var name = variable.or(() -> file).orElse(id);
      var value = surroundings.variable(name);
      if (value.isPresent()) {
        return settings.withSecret(
            id, new SecretSource.Value(Bytes.of(value.get().getBytes(StandardCharsets.UTF_8))));
      }
      if (variable.isPresent() || type.equals("env")) {
        throw new CommandException.Usage(
            "slipway build: the secret %s is to come from the variable %s, which is not set"
                .formatted(id, name));
      }
    }
    return settings.withSecret(id, source(readable("the secret " + id, file.orElse(id))));
  }

  // What comes through a pipe comes once, and several steps may ask for it.
  private static SecretSource source(Path file) {
    if (Files.isRegularFile(file)) {
      return new SecretSource.File(file);
    }
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(LARGEST_SECRET + 1);
      if (bytes.length > LARGEST_SECRET) {
        throw new CommandException.Usage(
            "slipway build: %s gives more than the %d bytes that a secret or a key may have"
                .formatted(file, LARGEST_SECRET));
      }
      return new SecretSource.Value(Bytes.of(bytes));
    } catch (IOException e) {
      throw new CommandException.Usage(
          "slipway build: cannot read %s: %s".formatted(file, Reason.of(e)));
    }
  }

  private static Optional<String> taken(Map<String, String> fields, String key) {
    return Optional.ofNullable(fields.remove(key));
  }

  private static Map<String, String> fields(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(field -> field.split("=", 2))
        .collect(
            Collectors.toMap(
                field -> field[0],
                field -> field.length > 1 ? field[1] : "",
                (_, last) -> last,
                LinkedHashMap::new));
  }

  private Path readable(String what, String file) {
    var path = surroundings.resolve(file);
    if (!Files.isReadable(path)) {
      throw new CommandException.Usage(
          "slipway build: %s is to come from %s, which cannot be read".formatted(what, path));
    }
    return path;
  }

  // As in docker: an id alone is the user's agent; behind it stand a socket or keys.
  private RunSettings withAgent(RunSettings settings, String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      var socket = surroundings.variable("SSH_AUTH_SOCK");
      if (socket.isEmpty()) {
        throw new CommandException.Usage(
            "slipway build: --ssh %1$s: SSH_AUTH_SOCK is not set; start an ssh-agent, or write --ssh %1$s=SOCKET or %1$s=KEYFILE"
                .formatted(text));
      }
      return settings.withAgent(
          text, new SshAgent.Socket(readable("the ssh agent " + text, socket.get())));
    }
    var id = text.substring(0, equals);
    var words = new ArrayList<>(List.of(text.substring(equals + 1).split(",", -1)));
    boolean raw = words.remove("raw=true");
    words.remove("raw=false");
    var files = words.stream().map(word -> readable("the ssh agent " + id, word)).toList();
    if (id.isEmpty() || files.isEmpty()) {
      throw new CommandException.Usage(
          "slipway build: --ssh %s is not NAME=SOCKET or NAME=KEYFILE".formatted(text));
    }
    long sockets = files.stream().filter(RunFlags::isSocket).count();
    if (sockets == 0 && !raw) {
      return settings.withAgent(
          id, new SshAgent.Keys(files.stream().map(RunFlags::source).toList()));
    }
    if (files.size() > 1 || sockets == 0) {
      throw new CommandException.Usage(
          "slipway build: --ssh %s: either one socket, or key files".formatted(text));
    }
    return settings.withAgent(
        id, raw ? new SshAgent.RawSocket(files.getFirst()) : new SshAgent.Socket(files.getFirst()));
  }

  // A key may come through a pipe; Java has no name for sockets, stat(2) has.
  private static boolean isSocket(Path file) {
    try {
      return ((int) Files.getAttribute(file, "unix:mode") & FILE_TYPE) == SOCKET;
    } catch (IOException e) {
      return false;
    }
  }

  private static RunSettings withHost(RunSettings settings, String text) {
    int equals = text.indexOf('=');
    int end = equals < 0 ? text.indexOf(':') : equals;
    if (end <= 0 || end == text.length() - 1) {
      throw new CommandException.Usage(
          "slipway build: --add-host %s is not NAME:ADDRESS".formatted(text));
    }
    var address = text.substring(end + 1).replaceFirst("^\\[(.*)]$", "$1");
    if (!address.equals(RunSettings.HOST_GATEWAY) && !isAddress(address)) {
      throw new CommandException.Usage(
          "slipway build: --add-host %s: '%s' is neither an IP address nor host-gateway"
              .formatted(text, address));
    }
    return settings.withHost(text.substring(0, end), address);
  }

  private static boolean isAddress(String text) {
    try {
      return InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ResourceLimit limit(String text) {
    try {
      return ResourceLimit.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandException.Usage(
          "slipway build: --ulimit %s: %s".formatted(text, e.getMessage()));
    }
  }

  private static RunSettings.Entitlement entitlement(String word) {
    return Arrays.stream(RunSettings.Entitlement.values())
        .filter(known -> known.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException.Usage(
                    "slipway build: --allow %s is none of security.insecure and network.host"
                        .formatted(word)));
  }

  private static long bytes(String size) {
    try {
      return ByteSize.parse(size);
    } catch (IllegalArgumentException e) {
      throw new CommandException.Usage(
          "slipway build: --shm-size %s is no size such as 64m or 1g".formatted(size));
    }
  }
}
