package dev.slipway.registry.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.image.Reference;
import dev.slipway.registry.Repository;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The credentials of docker's `config.json`, or of podman's `auth.json`.
///
/// The entry with the longest path that leads to a repository counts: `host/team/app` before
/// `host/team` before `host`. A helper for the host comes before the store, and the store before
/// what the file itself holds, as in docker.
///
/// @param what what the file is called in messages: its path
/// @param entries what the file holds itself: host and path -> credential
/// @param helpers host -> the helper that keeps its credential
/// @param store the helper that keeps all others
/// @param environment in which helpers run
public record DockerConfig(
    String what,
    Map<String, Credential> entries,
    Map<String, String> helpers,
    Optional<String> store,
    Map<String, String> environment)
    implements Credentials {
  private static final String HUB_KEY = "https://index.docker.io/v1/";

  /// Copies.
  public DockerConfig {
    entries = Map.copyOf(entries);
    helpers = Map.copyOf(helpers);
    environment = Map.copyOf(environment);
  }

  /// Reads a `config.json` or an `auth.json`; an empty file holds nothing.
  ///
  /// @param what what it is called in messages: its path
  /// @param environment in which helpers run
  /// @throws ImageException.Malformed when it is not one
  public static DockerConfig read(String what, byte[] bytes, Map<String, String> environment) {
    var root = bytes.length == 0 ? Json.object() : Json.readObject(what, bytes);
    var entries = new TreeMap<String, Credential>();
    for (var entry : root.path("auths").properties()) {
      var credential = credential(what, entry.getKey(), entry.getValue());
      if (!credential.equals(Credential.ANONYMOUS)) {
        entries.put(place(entry.getKey()), credential);
      }
    }
    var helpers = new TreeMap<String, String>();
    for (var entry : root.path("credHelpers").properties()) {
      helpers.put(place(entry.getKey()), entry.getValue().asText(""));
    }
    var store = Optional.of(root.path("credsStore").asText("")).filter(name -> !name.isEmpty());
    return new DockerConfig(what, entries, helpers, store, environment);
  }

  @Override
  public Credential find(Repository repository) {
    var keys = keys(repository);
    for (var key : keys) {
      var helper = helpers.get(key);
      if (helper != null && !helper.isEmpty()) {
        return new HelperProgram(helper, what, environment).find(server(key));
      }
    }
    if (store.isPresent()) {
      var found = new HelperProgram(store.get(), what, environment).find(server(keys.getLast()));
      if (!found.equals(Credential.ANONYMOUS)) {
        return found;
      }
    }
    for (var key : keys) {
      var entry = entries.get(key);
      if (entry != null) {
        return entry;
      }
    }
    return Credential.ANONYMOUS;
  }

  /// Host and path, the longest first, the host alone last.
  private static List<String> keys(Repository repository) {
    var keys = new ArrayList<String>();
    var key = repository.registry().toLowerCase(Locale.ROOT) + "/" + repository.name();
    while (true) {
      keys.add(key);
      int slash = key.lastIndexOf('/');
      if (slash < 0) {
        return keys;
      }
      key = key.substring(0, slash);
    }
  }

  /// What a helper calls a registry.
  private static String server(String key) {
    return key.equals(Reference.DOCKER_HUB) ? HUB_KEY : key;
  }

  /// What a key of such a file leads to. It is written in many ways; this is host and path, without
  /// scheme and version.
  public static String place(String key) {
    var rest = key.strip();
    int scheme = rest.indexOf("://");
    rest = scheme < 0 ? rest : rest.substring(scheme + 3);
    while (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    int slash = rest.indexOf('/');
    var host = (slash < 0 ? rest : rest.substring(0, slash)).toLowerCase(Locale.ROOT);
    var path = slash < 0 ? "" : rest.substring(slash);
    // A version, where nothing else stands before it: a repository may be called v2, too.
    path = path.equals("/v1") || path.equals("/v2") ? "" : path;
    return switch (host) {
      case "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com" ->
          Reference.DOCKER_HUB + path;
      default -> host + path;
    };
  }

  private static Credential credential(String what, String key, JsonNode entry) {
    var identity = entry.path("identitytoken").asText("");
    if (!identity.isEmpty()) {
      return new Credential.IdentityToken(identity);
    }
    var token = entry.path("registrytoken").asText("");
    if (!token.isEmpty()) {
      return new Credential.RegistryToken(token);
    }
    var auth = entry.path("auth").asText("");
    if (!auth.isEmpty()) {
      return decode(what, key, auth);
    }
    var user = entry.path("username").asText("");
    var password = entry.path("password").asText("");
    return user.isEmpty() && password.isEmpty()
        ? Credential.ANONYMOUS
        : new Credential.Password(user, password);
  }

  private static Credential decode(String what, String key, String auth) {
    String text;
    try {
      text = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(
          "%s: the 'auth' of '%s' is not Base64".formatted(what, key));
    }
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) {
      end--;
    }
    int colon = text.indexOf(':');
    if (colon < 0 || colon > end) {
      throw new ImageException.Malformed(
          "%s: the 'auth' of '%s' has no colon between user and password".formatted(what, key));
    }
    return new Credential.Password(text.substring(0, colon), text.substring(colon + 1, end));
  }

  /// For whom there are credentials, without them.
  @Override
  public String toString() {
    return "DockerConfig[entries=%s, helpers=%s, store=%s]"
        .formatted(entries.keySet(), helpers, store);
  }
}
