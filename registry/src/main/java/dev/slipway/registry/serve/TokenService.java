package dev.slipway.registry.serve;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Mints tokens for the scopes asked for, as a registry's token server does.
final class TokenService {
  private final Access access;
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final Set<String> refreshTokens = ConcurrentHashMap.newKeySet();

  TokenService(Access access) {
    this.access = access;
  }

  /// What a token allows, until it expires.
  record Token(List<Scope> scopes, Instant expires) implements Grant {
    Token {
      scopes = List.copyOf(scopes);
    }

    @Override
    public boolean allows(String repository, Action action) {
      return scopes.stream()
          .anyMatch(scope -> scope.allows("repository", repository, action.name()));
    }

    boolean allowsCatalog() {
      return scopes.stream().anyMatch(scope -> scope.allows("registry", "catalog", "*"));
    }
  }

  /// `repository:name:pull,push` and the like.
  record Scope(String type, String name, Set<String> actions) {
    Scope {
      actions = Set.copyOf(actions);
    }

    boolean allows(String wantedType, String wantedName, String action) {
      return type.equals(wantedType)
          && name.equals(wantedName)
          && (actions.contains("*") || actions.stream().anyMatch(action::equalsIgnoreCase));
    }
  }

  /// The token of this name, or null when there is none or it has expired.
  @Nullable Token find(String name) {
    var token = tokens.get(name);
    return token != null && Instant.now().isBefore(token.expires) ? token : null;
  }

  /// Answers `GET /token` and `POST /token`.
  Answer answer(Request request, byte[] body) {
    if (!(access instanceof Access.Token(var user, var password, var lifetime, var strangers))) {
      throw new Refusal(404, Refusal.Code.UNSUPPORTED, "this server has no token service");
    }
    var form =
        request.method().equals("POST")
            ? Request.readForm(new String(body, StandardCharsets.UTF_8))
            : request.query();
    var authorization = request.header("Authorization").orElse("");
    boolean known =
        Gate.isUser(authorization, user, password)
            || (request.method().equals("POST") && isGranted(form, user, password));
    if (!known && (!authorization.isEmpty() || strangers == Access.Strangers.NOTHING)) {
      throw new Refusal(
          401, Refusal.Code.UNAUTHORIZED, "the token service does not know this user");
    }
    var scopes = scopes(form.getOrDefault("scope", List.of()), known);
    var token = Storage.newName();
    tokens.put(token, new Token(scopes, Instant.now().plus(lifetime)));
    var answer =
        Json.object()
            .put("token", token)
            .put("access_token", token)
            .put("expires_in", Math.max(1, lifetime.toSeconds()))
            .put("issued_at", Instant.now().toString());
    if (known && (request.method().equals("POST") || wantsRefresh(form))) {
      var refresh = Storage.newName();
      refreshTokens.add(refresh);
      answer.put("refresh_token", refresh);
    }
    return Answer.json(200, "application/json", answer);
  }

  private boolean isGranted(Map<String, List<String>> form, String user, String password) {
    return switch (first(form, "grant_type").orElse("")) {
      case "password" ->
          first(form, "username").filter(user::equals).isPresent()
              && first(form, "password").filter(password::equals).isPresent();
      case "refresh_token" ->
          first(form, "refresh_token").filter(refreshTokens::contains).isPresent();
      default -> false;
    };
  }

  private static boolean wantsRefresh(Map<String, List<String>> form) {
    return first(form, "offline_token").filter("true"::equals).isPresent();
  }

  private static List<Scope> scopes(List<String> texts, boolean known) {
    var scopes = new ArrayList<Scope>();
    for (var text : texts) {
      for (var one : text.split(" ", -1)) {
        int first = one.indexOf(':');
        int last = one.lastIndexOf(':');
        if (first > 0 && last > first) {
          var actions = Set.of(one.substring(last + 1).split(",", -1));
          var granted =
              known ? actions : actions.contains("pull") ? Set.of("pull") : Set.<String>of();
          scopes.add(new Scope(one.substring(0, first), one.substring(first + 1, last), granted));
        }
      }
    }
    return scopes;
  }

  private static Optional<String> first(Map<String, List<String>> form, String name) {
    return form.getOrDefault(name, List.of()).stream().findFirst();
  }
}
