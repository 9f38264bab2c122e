package dev.slipway.builder.checkout;

import dev.slipway.builder.git.GitRemote;
import dev.slipway.registry.RegistryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A repository within a repository, as the outer one describes it.
///
/// @param name what the outer repository calls it
/// @param path the folder where its files belong
/// @param address where it is, perhaps counted from where the outer one is
/// @param commit the commit that belongs there
record Submodule(String name, String path, String address, String commit) {
  private static final String PREFIX = "submodule.";
  private static final String LINK_MODE = "160000 ";

  /// The submodules of `object`, which is in the repository that `git` works on and whose files are
  /// in the index that it was told; those that ask to be left out are, and so are links that
  /// nothing is said about.
  static List<Submodule> of(GitProgram git, String object) throws GitFailure {
    var described = describedByPath(git, object);
    if (described.isEmpty()) {
      return List.of();
    }
    var submodules = new ArrayList<Submodule>();
    for (var link : links(git, described).entrySet()) {
      var description = described.get(link.getKey());
      if (description != null && !description.update().equals("none")) {
        submodules.add(
            new Submodule(
                description.name(), link.getKey(), description.address(), link.getValue()));
      }
    }
    return submodules;
  }

  private record Description(String name, String path, String address, String update) {}

  private static Map<String, Description> describedByPath(GitProgram git, String object)
      throws GitFailure {
    var file = object + ":.gitmodules";
    if (!isFile(git, file)) {
      return Map.of();
    }
    var values = new LinkedHashMap<String, Map<String, String>>();
    for (var entry : git.run("config", "--null", "--list", "--blob", file).split("\0", -1)) {
      int line = entry.indexOf('\n');
      int dot = entry.lastIndexOf('.', line);
      if (entry.startsWith(PREFIX) && line > 0 && dot > PREFIX.length()) {
        values
            .computeIfAbsent(entry.substring(PREFIX.length(), dot), _ -> new LinkedHashMap<>())
            .put(entry.substring(dot + 1, line), entry.substring(line + 1));
      }
    }
    var described = new LinkedHashMap<String, Description>();
    values.forEach(
        (name, value) ->
            Optional.ofNullable(value.get("path"))
                .ifPresent(
                    path ->
                        described.put(
                            path,
                            new Description(
                                name,
                                path,
                                value.getOrDefault("url", ""),
                                value.getOrDefault("update", "")))));
    return described;
  }

  private static boolean isFile(GitProgram git, String file) {
    try {
      return git.run("cat-file", "-t", file).strip().equals("blob");
    } catch (GitFailure e) {
      return false;
    }
  }

  // By path, the commits that are linked.
  private static Map<String, String> links(GitProgram git, Map<String, Description> described)
      throws GitFailure {
    var arguments = new ArrayList<>(List.of("ls-files", "--stage", "-z", "--"));
    arguments.addAll(described.keySet());
    var links = new LinkedHashMap<String, String>();
    var entries =
        git.with("GIT_LITERAL_PATHSPECS", "1")
            .run(arguments.toArray(String[]::new))
            .split("\0", -1);
    for (var entry : entries) {
      int tab = entry.indexOf('\t');
      if (entry.startsWith(LINK_MODE) && tab > 0) {
        int end = entry.indexOf(' ', LINK_MODE.length());
        links.put(entry.substring(tab + 1), entry.substring(LINK_MODE.length(), end));
      }
    }
    return links;
  }

  /// Where it is, when the outer repository is at `parent`.
  ///
  /// @throws RegistryException.Refused when that is no address of a server
  GitRemote remote(GitRemote parent) {
    var resolved = resolved(parent.address());
    return GitRemote.find(resolved)
        .filter(remote -> remote.protocol() != GitRemote.Protocol.FILE)
        .orElseThrow(
            () ->
                new RegistryException.Refused(
                    "the submodule '%s' of %s is at '%s', which is not the address of a server; ?submodules=false leaves submodules out"
                        .formatted(name, parent, resolved),
                    0,
                    List.of()));
  }

  // As git counts: each "../" takes a name away, behind a slash or, at last, a colon.
  private String resolved(String parent) {
    if (!address.startsWith("./") && !address.startsWith("../")) {
      return address;
    }
    var base = new StringBuilder(parent);
    var rest = address;
    var joint = "/";
    while (rest.startsWith("./") || rest.startsWith("../")) {
      if (rest.startsWith("../")) {
        int slash = base.lastIndexOf("/");
        int cut = slash < 0 ? base.lastIndexOf(":") : slash;
        joint = slash < 0 ? ":" : "/";
        base.setLength(Math.max(cut, 0));
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return base + joint + rest;
  }
}
