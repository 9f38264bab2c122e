package dev.slipway.builder.checkout;

import dev.slipway.builder.git.GitRemote;
import dev.slipway.registry.RegistryException;
import java.util.List;
import java.util.regex.Pattern;

/// What it means for a build that `git` could not do something with a repository elsewhere.
final class Complaint {
  private static final String[] DENIED = {
    "authentication failed",
    "could not read username",
    "could not read password",
    "permission denied",
    "invalid credentials",
    "returned error: 401",
    "returned error: 403",
    "terminal prompts disabled",
  };
  private static final String[] MISSING = {
    "not found", "not exported", "does not appear to be a git repository", "returned error: 404",
  };
  private static final String[] SENT_ON = {
    "returned error: 301",
    "returned error: 302",
    "returned error: 303",
    "returned error: 307",
    "returned error: 308",
    "unable to update url base from redirection",
  };

  private static final Pattern FINGERPRINT = Pattern.compile("(?m)^(SHA256:[^.\\s]+)");
  private static final Pattern KNOWN_HOSTS = Pattern.compile("Offending \\S+ key in (.+):\\d+");
  private static final Pattern HOST = Pattern.compile("Host key for (\\S+) has changed");

  private Complaint() {}

  /// @param action what was tried: `fetching`, `asking`
  static RegistryException of(GitFailure failure, GitRemote remote, String action) {
    if (failure.says("host identification has changed")) {
      return new RegistryException.Denied(otherHostKey(failure, remote, action));
    }
    if (failure.says("host key verification failed")) {
      return new RegistryException.Denied(
          "%s %s: the server does not prove that it is the one that is known: %s. If that is right, mend ~/.ssh/known_hosts"
              .formatted(action, remote, failure.words()));
    }
    if (failure.says(DENIED)) {
      return new RegistryException.Denied(
          "%s %s: the server does not let the build in: %s. %s"
              .formatted(action, remote, failure.words(), login(remote)));
    }
    if (failure.says(MISSING)) {
      return new RegistryException.NotFound(
          "there is no git repository %s, or it is hidden: %s. Check the address; when it is private: %s"
              .formatted(remote, failure.words(), login(remote)));
    }
    if (failure.says(SENT_ON)) {
      return new RegistryException.Refused(
          "%s %s: the server sends to another address, to which a login is not taken; name that address: %s"
              .formatted(action, remote, failure.words()),
          0,
          List.of());
    }
    return new RegistryException.Unreachable(
        "%s the git repository %s: %s".formatted(action, remote, failure.words()));
  }

  // What ssh says of it fills a screen.
  private static String otherHostKey(GitFailure failure, GitRemote remote, String action) {
    return "%s %s: the server shows another host key (%s) than when it was seen first. It may be another machine that listens. If it was set up anew, forget the old key: ssh-keygen -f '%s' -R '%s'"
        .formatted(
            action,
            remote,
            failure.find(FINGERPRINT).orElse("of an unknown kind"),
            failure.find(KNOWN_HOSTS).orElse("~/.ssh/known_hosts"),
            failure.find(HOST).orElse(remote.host()));
  }

  private static String login(GitRemote remote) {
    return switch (remote.protocol()) {
      case HTTP, HTTPS ->
          "--secret id=GIT_AUTH_TOKEN,env=NAME gives a token, GIT_AUTH_TOKEN.%s one for this server alone"
              .formatted(remote.host());
      case SSH ->
          "--ssh default lends the agent of SSH_AUTH_SOCK, --ssh default=FILE a key; the server must know it";
      case GIT -> "git:// knows no login, https:// and ssh:// do";
      case FILE -> "its files must be readable, and belong to who builds";
    };
  }
}
