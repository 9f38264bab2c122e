package dev.slipway.builder.checkout;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.git.GitLogin;
import dev.slipway.builder.git.GitRemote;
import dev.slipway.builder.git.GitRemote.Protocol;
import dev.slipway.builder.store.Reason;
import dev.slipway.dockerfile.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/// What a build may say to web servers to be let in: the secrets `GIT_AUTH_HEADER` and
/// `GIT_AUTH_TOKEN`, also with `.HOST` behind, and what stands in an address.
///
/// @param secrets the secrets of the build
record GitLogins(Map<String, SecretSource> secrets) {
  private static final String HEADER = "GIT_AUTH_HEADER";
  private static final String TOKEN = "GIT_AUTH_TOKEN";
  private static final String TOKEN_USER = "x-access-token";

  /// What the header `Authorization` says to `remote`, which the build itself asks for.
  ///
  /// @throws BuildException.Definition when a secret cannot be read
  Optional<String> header(GitRemote remote) {
    if (!isWeb(remote)) {
      return Optional.empty();
    }
    return forHost(remote.host())
        .or(() -> value(HEADER))
        .or(() -> value(TOKEN).map(GitLogins::basic))
        .or(() -> remote.login().map(GitLogin::authorization));
  }

  /// What it says to `submodule` of `parent`: a repository chose that address. Only secrets that
  /// are for its host are for it, and never without encryption; on github.com one is for all.
  ///
  /// @throws BuildException.Definition when a secret cannot be read
  Optional<String> submoduleHeader(GitRemote submodule, GitRemote parent) {
    if (submodule.protocol() != Protocol.HTTPS) {
      return Optional.empty();
    }
    return isGithub(submodule) && isGithub(parent) ? header(submodule) : forHost(submodule.host());
  }

  private Optional<String> forHost(String host) {
    return value(HEADER + "." + host).or(() -> value(TOKEN + "." + host).map(GitLogins::basic));
  }

  private static boolean isWeb(GitRemote remote) {
    return switch (remote.protocol()) {
      case HTTP, HTTPS -> true;
      case SSH, GIT, FILE -> false;
    };
  }

  private static boolean isGithub(GitRemote remote) {
    return remote.protocol() == Protocol.HTTPS && remote.host().equals("github.com");
  }

  private Optional<String> value(String id) {
    var source = secrets.get(id);
    if (source == null) {
      return Optional.empty();
    }
    // An editor ends a file with a line feed that is no part of the secret.
    var text = SourceText.decode(bytes(id, source)).strip();
    if (text.indexOf('\n') >= 0) {
      throw new BuildException.Definition("the secret %s has more than one line".formatted(id));
    }
    return Optional.of(text);
  }

  private static byte[] bytes(String id, SecretSource source) {
    return switch (source) {
      case SecretSource.Value value -> value.bytes().toArray();
      case SecretSource.File(var path) -> {
        try {
          yield Files.readAllBytes(path);
        } catch (IOException e) {
          throw new BuildException.Definition(
              "cannot read the secret %s from '%s': %s".formatted(id, path, Reason.of(e)), e);
        }
      }
    };
  }

  private static String basic(String token) {
    return new GitLogin(TOKEN_USER, token).authorization();
  }
}
