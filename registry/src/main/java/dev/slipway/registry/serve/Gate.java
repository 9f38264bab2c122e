package dev.slipway.registry.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

/// Decides whether a request may have what it asks for.
final class Gate {
  private static final String SERVICE = "slipway";

  private final Access access;
  private final TokenService tokens;
  private final String realm;

  /// @param tokens mints and knows the tokens, where there are any
  /// @param realm the address of the token service
  Gate(Access access, TokenService tokens, String realm) {
    this.access = access;
    this.tokens = tokens;
    this.realm = realm;
  }

  /// What the request's credentials allow.
  ///
  /// @throws Refusal 401 with a challenge when they do not allow what the request asks for
  Grant admit(Request request, Route route) {
    var authorization = request.header("Authorization").orElse("");
    return switch (access) {
      case Access.Open() -> (_, _) -> true;
      case Access.Basic(var user, var password) -> {
        if (!isUser(authorization, user, password)) {
          throw challenge("Basic realm=\"slipway\"", "a user's name and password are needed");
        }
        yield (_, _) -> true;
      }
      case Access.Token _ -> admitByToken(request, route, authorization);
    };
  }

  private Grant admitByToken(Request request, Route route, String authorization) {
    var token =
        authorization.regionMatches(true, 0, "Bearer ", 0, 7)
            ? tokens.find(authorization.substring(7).strip())
            : null;
    var scope = scope(request, route);
    if (token == null || !allows(token, request, route)) {
      var asked = scope.isEmpty() ? "" : ",scope=\"%s\"".formatted(scope);
      var reason =
          token != null
              ? ",error=\"insufficient_scope\""
              : authorization.isEmpty() ? "" : ",error=\"invalid_token\"";
      throw challenge(
          "Bearer realm=\"%s\",service=\"%s\"%s%s".formatted(realm, SERVICE, asked, reason),
          "a token is needed" + (scope.isEmpty() ? "" : " for " + scope));
    }
    return token;
  }

  private static boolean allows(TokenService.Token token, Request request, Route route) {
    return switch (route) {
      case Route.Ping(), Route.Token() -> true;
      case Route.Catalog() -> token.allowsCatalog();
      case Route.Within within -> token.allows(within.repository(), action(request));
    };
  }

  private static String scope(Request request, Route route) {
    return switch (route) {
      case Route.Ping(), Route.Token() -> "";
      case Route.Catalog() -> "registry:catalog:*";
      case Route.Within within ->
          "repository:%s:%s"
              .formatted(
                  within.repository(),
                  switch (action(request)) {
                    case PULL -> "pull";
                    case PUSH -> "pull,push";
                    case DELETE -> "delete";
                  });
    };
  }

  private static Grant.Action action(Request request) {
    return switch (request.method()) {
      case "GET", "HEAD" -> Grant.Action.PULL;
      // Cancelling an upload is part of pushing.
      case "DELETE" ->
          request.path().contains("/blobs/uploads/") ? Grant.Action.PUSH : Grant.Action.DELETE;
      default -> Grant.Action.PUSH;
    };
  }

  /// Whether an `Authorization` header shows this user's name and password.
  static boolean isUser(String authorization, String user, String password) {
    if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    try {
      var shown = Base64.getDecoder().decode(authorization.substring(6).strip());
      var expected = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(shown, expected);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Refusal challenge(String challenge, String message) {
    return new Refusal(
        401, Refusal.Code.UNAUTHORIZED, message, Map.of("WWW-Authenticate", challenge));
  }
}
