package dev.slipway.registry.transport;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where certificates lie (PEM) of authorities that are trusted besides those of Java.
///
/// They are read when Java's own trust store does not vouch for a server, and not before.
///
/// @param servers folders that hold a folder `HOST:PORT` for a server, `HOST` for one at port 443,
///     with a file `*.crt` for each authority that vouches for it alone: docker's `certs.d`
/// @param files files of authorities that vouch for any server
/// @param folders folders of such files
public record Authorities(List<Path> servers, List<Path> files, List<Path> folders) {
  /// None besides those of Java.
  public static final Authorities NONE = new Authorities(List.of(), List.of(), List.of());

  /// Where distributions keep the authorities that their users trust.
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/pki/tls/cacert.pem"),
          Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private static final int USUAL_PORT = 443;

  /// Copies.
  public Authorities {
    servers = List.copyOf(servers);
    files = List.copyOf(files);
    folders = List.copyOf(folders);
  }

  /// Those that other programs trust, too: of the file `SSL_CERT_FILE`, else of the distribution,
  /// of the folders `SSL_CERT_DIR`, and for single servers of `certs.d` of docker and podman,
  /// which lies in `/etc` or belongs to the user.
  public static Authorities of(Map<String, String> environment) {
    var named = variable(environment, "SSL_CERT_FILE").map(Path::of);
    var files = named.or(() -> SYSTEM.stream().filter(Files::isRegularFile).findFirst());
    var folders =
        variable(environment, "SSL_CERT_DIR").stream()
            .flatMap(text -> Stream.of(text.split(File.pathSeparator, -1)))
            .filter(text -> !text.isEmpty())
            .map(Path::of);
    return new Authorities(servers(environment), files.stream().toList(), folders.toList());
  }

  private static List<Path> servers(Map<String, String> environment) {
    var home = variable(environment, "HOME").map(Path::of);
    var docker =
        variable(environment, "DOCKER_CONFIG")
            .map(Path::of)
            .or(() -> home.map(folder -> folder.resolve(".docker")));
    var settings =
        variable(environment, "XDG_CONFIG_HOME")
            .map(Path::of)
            .or(() -> home.map(folder -> folder.resolve(".config")));
    return Stream.of(
            docker,
            settings.map(folder -> folder.resolve("docker")),
            settings.map(folder -> folder.resolve("containers")),
            Optional.of(Path.of("/etc/docker")),
            Optional.of(Path.of("/etc/containers")))
        .flatMap(Optional::stream)
        .map(folder -> folder.resolve("certs.d"))
        .toList();
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    var value = environment.get(name);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /// The files that may vouch for the server at `host` and `port`, in groups: who reads one group
  /// after the other need not read them all.
  List<Group> groups(String host, int port) {
    var groups = new ArrayList<Group>();
    for (var folder : servers) {
      for (var name : names(host, port)) {
        groups.add(new Group(folder.resolve(name), Optional.of(".crt")));
      }
    }
    files.forEach(file -> groups.add(new Group(file, Optional.empty())));
    folders.forEach(folder -> groups.add(new Group(folder, Optional.of(""))));
    return groups;
  }

  /// What the folder of a server is called. A name that is none of a host leads nowhere.
  private static List<String> names(String host, int port) {
    if (host.startsWith(".") || host.indexOf('/') >= 0) {
      return List.of();
    }
    var name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == USUAL_PORT ? List.of(name + ":" + port, name) : List.of(name + ":" + port);
  }

  /// The file `place`, or the files in the folder `place` whose names end in `suffix`.
  record Group(Path place, Optional<String> suffix) {
    /// The files; none where there is no such folder.
    List<Path> files() throws IOException {
      if (suffix.isEmpty()) {
        return List.of(place);
      }
      if (!Files.isDirectory(place)) {
        return List.of();
      }
      try (var entries = Files.list(place)) {
        var files = new ArrayList<Path>();
        for (var entry : entries.sorted().toList()) {
          // the same certificate often has several names there
          if (entry.toString().endsWith(suffix.get())
              && Files.isRegularFile(entry)
              && !files.contains(entry.toRealPath())) {
            files.add(entry.toRealPath());
          }
        }
        return files;
      }
    }
  }
}
