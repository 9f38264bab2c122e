package dev.slipway.registry.auth;

import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.transport.Body;
import dev.slipway.registry.transport.HttpTransport;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gets tokens from token services, and keeps them as long as they are good.
///
/// It follows docker's token specification: a refresh token is exchanged by POST, everybody else
/// asks by GET, and a service that has no POST is asked by GET too. A token is renewed some time
/// before it expires.
public final class Tokens {
  private static final int MAX_ANSWER = 1024 * 1024;
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(60);
  private static final String CLIENT = "slipway";

  private final HttpTransport transport;
  private final Map<Key, Token> cache = new HashMap<>();

  /// Begins without any token.
  public Tokens(HttpTransport transport) {
    this.transport = transport;
  }

  /// What a token is good for; a credential is part of it, so that nobody gets another one's token.
  private record Key(URI realm, String service, List<String> scopes, Credential credential) {}

  private record Token(String text, long expiresNanos) {
    boolean isGood() {
      return System.nanoTime() - expiresNanos < 0;
    }
  }

  /// What is asked for, and by whom.
  ///
  /// @param registry the registry that asked for a token
  /// @param challenge how it asked
  /// @param scopes what one wants to do; the one that matters most first
  /// @param credential who one is
  public record Wish(URI registry, Challenge challenge, List<Scope> scopes, Credential credential) {
    /// Copies.
    public Wish {
      scopes = List.copyOf(scopes);
    }
  }

  /// A token for `wish`, an old one if it is still good.
  ///
  /// @throws RegistryException when there is none to be had
  public String token(Wish wish) {
    return obtain(wish, true);
  }

  /// A new token for `wish`: the registry did not want the old one.
  ///
  /// @throws RegistryException when there is none to be had
  public String renewed(Wish wish) {
    return obtain(wish, false);
  }

  /// One at a time: who comes while another asks for the same token gets it too.
  private synchronized String obtain(Wish wish, boolean cached) {
    var action = "ask for a token for " + wish.registry.getRawAuthority();
    var realm = realm(action, wish);
    var service = wish.challenge.find("service").orElse(wish.registry.getHost());
    var key = new Key(realm, service, scopes(wish), wish.credential);
    var old = cache.get(key);
    if (cached && old != null && old.isGood()) {
      return old.text;
    }
    var token = fetch(action, key);
    cache.put(key, token);
    return token.text;
  }

  /// What one wants, and what the registry says is needed besides.
  private static List<String> scopes(Wish wish) {
    var scopes = new ArrayList<>(wish.scopes.stream().map(Scope::toString).toList());
    for (var named : wish.challenge.find("scope").orElse("").split(" ", -1)) {
      if (!named.isEmpty() && wish.scopes.stream().noneMatch(scope -> scope.covers(named))) {
        scopes.add(named);
      }
    }
    return List.copyOf(scopes);
  }

  private static URI realm(String action, Wish wish) {
    var text = wish.challenge.find("realm").orElse("");
    URI realm;
    try {
      realm = wish.registry.resolve(new URI(text));
    } catch (URISyntaxException e) {
      throw new RegistryException.Malformed(
          action + ": the registry names a token service that is not an address");
    }
    if (text.isEmpty()) {
      throw new RegistryException.Malformed(action + ": the registry names no token service");
    }
    AddressGuard.check(action, wish.registry, realm);
    return realm;
  }

  private Token fetch(String action, Key key) {
    try {
      return switch (key.credential) {
        case Credential.RegistryToken(var token) -> new Token(token, Long.MAX_VALUE / 2);
        case Credential.IdentityToken(var token) -> read(action, post(key, token));
        case Credential.Password(var user, var secret) ->
            read(action, get(key, Optional.of(basic(user, secret))));
        case Credential.Anonymous() -> read(action, get(key, Optional.empty()));
      };
    } catch (IOException e) {
      throw new RegistryException.Unreachable(
          "%s: %s cannot be reached: %s"
              .formatted(action, key.realm.getRawAuthority(), e.getMessage()),
          e);
    }
  }

  private Response get(Key key, Optional<String> authorization) throws IOException {
    var form = new Forms().put("service", key.service);
    key.scopes.forEach(scope -> form.put("scope", scope));
    if (key.credential instanceof Credential.Password(var user, _)) {
      form.put("account", user);
    }
    var own = key.realm.getRawQuery();
    var base = key.realm.toString();
    var uri = URI.create(base + (own == null ? "?" : own.isEmpty() ? "" : "&") + form);
    var request = Request.of("GET", uri).with("Accept", "application/json");
    return transport.send(
        authorization.map(value -> request.with("Authorization", value)).orElse(request));
  }

  private Response post(Key key, String refreshToken) throws IOException {
    var form =
        new Forms()
            .put("grant_type", "refresh_token")
            .put("service", key.service)
            .put("client_id", CLIENT)
            .put("scope", String.join(" ", key.scopes))
            .put("refresh_token", refreshToken);
    var response =
        transport.send(
            Request.of("POST", key.realm)
                .with("Accept", "application/json")
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with(Body.of(form.toString().getBytes(StandardCharsets.UTF_8))));
    if (response.status() == 404 || response.status() == 405) {
      response.close();
      // such services take the refresh token as the password of nobody
      return get(key, Optional.of(basic("00000000-0000-0000-0000-000000000000", refreshToken)));
    }
    return response;
  }

  private static Token read(String action, Response answer) throws IOException {
    try (answer) {
      int status = answer.status();
      var host = answer.uri().getRawAuthority();
      if (status == 401 || status == 403 || status == 400) {
        throw new RegistryException.Denied(
            "%s: %s says status %d. The credentials are wrong or not good for this"
                .formatted(action, host, status));
      }
      if (status == 429 || status >= 500) {
        throw new RegistryException.Unreachable(
            "%s: %s says status %d".formatted(action, host, status));
      }
      if (status != 200) {
        throw new RegistryException.Malformed(
            "%s: %s says status %d; redirects of token services are not followed"
                .formatted(action, host, status));
      }
      return read(action, answer.read(MAX_ANSWER));
    }
  }

  private static Token read(String action, byte[] bytes) {
    try {
      var answer = Json.readObject("the answer", bytes);
      var text = answer.path("token").asText("");
      text = text.isEmpty() ? answer.path("access_token").asText("") : text;
      if (text.isEmpty()) {
        throw new RegistryException.Malformed(action + ": the answer holds no token");
      }
      long seconds = Math.max(answer.path("expires_in").asLong(0), SHORTEST_LIFE.toSeconds());
      long life = Duration.ofSeconds(Math.min(seconds, 24 * 3600)).toNanos();
      return new Token(text, System.nanoTime() + life - life / 5);
    } catch (ImageException e) {
      // without the message: the answer may hold a secret
      throw new RegistryException.Malformed(action + ": the answer is not JSON");
    }
  }

  static String basic(String user, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }
}
