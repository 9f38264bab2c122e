package dev.slipway.registry.auth;

import dev.slipway.registry.RegistryException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers the challenges of one registry, and remembers how it asks.
///
/// Nothing is sent, and nobody is asked for a credential, before the registry has asked; from then
/// on every request carries what it wants.
public final class Authorizer {
  private final URI registry;
  private final Tokens tokens;
  private final AtomicReference<@Nullable Challenge> asked = new AtomicReference<>();

  /// Knows nothing yet of `registry`.
  public Authorizer(URI registry, Tokens tokens) {
    this.registry = registry;
    this.tokens = tokens;
  }

  /// The value of `Authorization` with which a request should begin.
  ///
  /// @param source finds the credential, if it comes to that
  public Optional<String> before(List<Scope> scopes, Supplier<Credential> source) {
    var challenge = asked.get();
    if (challenge == null) {
      return Optional.empty();
    }
    var credential = source.get();
    if (credential instanceof Credential.RegistryToken(var token)) {
      return Optional.of("Bearer " + token);
    }
    return challenge.scheme().equals("bearer")
        ? Optional.of("Bearer " + tokens.token(wish(challenge, scopes, credential)))
        : basic(credential);
  }

  /// The value of `Authorization` after the registry has answered with 401.
  ///
  /// @param challenges how it asked
  /// @param sent what the request carried
  /// @param source finds the credential, if it comes to that
  /// @return empty when there is nothing else to say
  public Optional<String> after(
      List<Challenge> challenges,
      Optional<String> sent,
      List<Scope> scopes,
      Supplier<Credential> source) {
    if (challenges.isEmpty()) {
      return Optional.empty();
    }
    var credential = source.get();
    if (credential instanceof Credential.RegistryToken(var token)) {
      var first = challenges.getFirst();
      asked.set(new Challenge(first.scheme(), withoutScope(first)));
      return Optional.of("Bearer " + token).filter(value -> sent.filter(value::equals).isEmpty());
    }
    for (var challenge : challenges) {
      if (challenge.scheme().equals("bearer")) {
        asked.set(new Challenge("bearer", withoutScope(challenge)));
        var wish = wish(challenge, scopes, credential);
        boolean refused = sent.filter(("Bearer " + tokens.token(wish))::equals).isPresent();
        return Optional.of("Bearer " + (refused ? tokens.renewed(wish) : tokens.token(wish)));
      }
    }
    for (var challenge : challenges) {
      if (challenge.scheme().equals("basic")) {
        asked.set(challenge);
        return basic(credential).filter(value -> sent.filter(value::equals).isEmpty());
      }
    }
    throw new RegistryException.Denied(
        "%s asks for credentials in a way that is not known here: %s"
            .formatted(registry.getHost(), challenges.stream().map(Challenge::scheme).toList()));
  }

  private Tokens.Wish wish(Challenge challenge, List<Scope> scopes, Credential credential) {
    return new Tokens.Wish(registry, challenge, scopes, credential);
  }

  /// The scope belongs to the one request that was asked.
  private static Map<String, String> withoutScope(Challenge challenge) {
    var rest = new TreeMap<>(challenge.parameters());
    rest.remove("scope");
    rest.remove("error");
    return rest;
  }

  private static Optional<String> basic(Credential credential) {
    return credential instanceof Credential.Password(var user, var secret)
        ? Optional.of(Tokens.basic(user, secret))
        : Optional.empty();
  }
}
