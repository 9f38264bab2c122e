package dev.slipway.builder.git;

import dev.slipway.builder.git.GitRemote.Protocol;
import java.util.Locale;
import java.util.Optional;

/// Reads git references.
///
/// An address with `http` or `https` is one only when its path ends in `.git`; `user@host:path` is
/// one always. Every source of a cached build passes here, so that no pattern is compiled.
final class GitReferenceText {
  private GitReferenceText() {}

  /// A reference as a Dockerfile may hold it.
  static Optional<GitReference> read(String text) {
    if (text.startsWith("./") || text.startsWith("../")) {
      return Optional.empty();
    }
    int scheme = schemeLength(text);
    if (scheme < 0) {
      return readSecureShell(text);
    }
    return protocol(text.substring(0, scheme)).filter(found -> found != Protocol.FILE).isPresent()
        ? address(text).filter(GitReferenceText::isRepository).map(GitReferenceText::reference)
        : Optional.empty();
  }

  /// The reference of an address that is a repository whatever it ends in.
  static Optional<GitReference> readAddress(String text) {
    return address(text).map(GitReferenceText::reference);
  }

  /// Where the repository is that an address names, whatever its path ends in.
  static Optional<GitRemote> readRemote(String text) {
    return schemeLength(text) < 0
        ? readSecureShell(text).map(GitReference::remote)
        : address(text).map(Parts::remote);
  }

  // What stands before "://", when all of it is letters and digits; else -1.
  private static int schemeLength(String text) {
    int length = 0;
    while (length < text.length() && isLetterOrDigit(text.charAt(length))) {
      length++;
    }
    return length > 0 && text.startsWith("://", length) ? length : -1;
  }

  private static boolean isLetterOrDigit(char sign) {
    return (sign >= 'a' && sign <= 'z')
        || (sign >= 'A' && sign <= 'Z')
        || (sign >= '0' && sign <= '9');
  }

  private static Optional<Protocol> protocol(String scheme) {
    var lower = scheme.toLowerCase(Locale.ROOT);
    for (var protocol : Protocol.values()) {
      if (protocol.scheme().equals(lower)) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }

  /// The parts of a reference, before they are understood.
  ///
  /// @param remote where the repository is
  /// @param path its path, decoded
  /// @param query what stands after `?`, encoded
  /// @param fragment what stands after `#`, decoded
  private record Parts(GitRemote remote, String path, String query, String fragment) {}

  private static boolean isRepository(Parts parts) {
    return switch (parts.remote().protocol()) {
      case HTTP, HTTPS -> parts.path().endsWith(".git");
      case SSH, GIT, FILE -> true;
    };
  }

  private static Optional<Parts> address(String text) {
    int hash = text.indexOf('#');
    var withoutFragment = hash < 0 ? text : text.substring(0, hash);
    int mark = withoutFragment.indexOf('?');
    var whole = mark < 0 ? withoutFragment : withoutFragment.substring(0, mark);
    int start = whole.indexOf("://");
    var protocol = protocol(whole.substring(0, start));
    int slash = whole.indexOf('/', start + 3);
    var authority = whole.substring(start + 3, slash < 0 ? whole.length() : slash);
    var writtenPath = slash < 0 ? "" : whole.substring(slash);
    int at = authority.lastIndexOf('@');
    var host = authority.substring(at + 1);
    var path = Percent.decode(writtenPath);
    var fragment = Percent.decode(hash < 0 ? "" : text.substring(hash + 1));
    if (protocol.isEmpty()
        || path.isEmpty()
        || fragment.isEmpty()
        || hasControl(text)
        || !isHost(host, protocol.get())) {
      return Optional.empty();
    }
    return remote(protocol.get(), at < 0 ? "" : authority.substring(0, at), host, writtenPath)
        .map(
            remote ->
                new Parts(
                    remote,
                    path.get(),
                    mark < 0 ? "" : withoutFragment.substring(mark + 1),
                    fragment.get()));
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(sign -> sign < ' ' || sign == 0x7f);
  }

  private static Optional<GitRemote> remote(
      Protocol protocol, String user, String host, String path) {
    var place = path.replace(" ", "%20");
    return switch (protocol) {
      case HTTP, HTTPS ->
          login(user)
              .map(
                  login ->
                      new GitRemote(
                          protocol, host, protocol.scheme() + "://" + host + place, login));
      case SSH, GIT, FILE ->
          Optional.of(
              new GitRemote(
                  protocol,
                  host,
                  protocol.scheme() + "://" + (user.isEmpty() ? "" : user + "@") + host + place,
                  Optional.empty()));
    };
  }

  // The outer is empty when it cannot be read, the inner when there is none.
  private static Optional<Optional<GitLogin>> login(String user) {
    if (user.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    int colon = user.indexOf(':');
    var name = Percent.decode(colon < 0 ? user : user.substring(0, colon));
    var password = Percent.decode(colon < 0 ? "" : user.substring(colon + 1));
    return name.isEmpty() || password.isEmpty()
        ? Optional.empty()
        : Optional.of(Optional.of(new GitLogin(name.get(), password.get())));
  }

  // A host that begins with a dash would be an option of ssh.
  private static boolean isHost(String host, Protocol protocol) {
    if (host.isEmpty()) {
      return protocol == Protocol.FILE;
    }
    if (host.startsWith("-") || host.contains(" ")) {
      return false;
    }
    int end = host.startsWith("[") ? host.indexOf(']') : -1;
    int colon = host.indexOf(':', Math.max(end, 0));
    return colon < 0 || host.substring(colon + 1).chars().allMatch(Character::isDigit);
  }

  private static GitReference reference(Parts parts) {
    int colon = parts.fragment().indexOf(':');
    var ref = colon < 0 ? parts.fragment() : parts.fragment().substring(0, colon);
    var folder = colon < 0 ? "" : parts.fragment().substring(colon + 1);
    return GitQuery.of(parts.query()).apply(parts.remote(), ref, folder);
  }

  // user@host:path
  private static Optional<GitReference> readSecureShell(String text) {
    int at = text.indexOf('@');
    int colon = text.indexOf(':', at + 1);
    if (at < 1
        || colon < at + 2
        || !isUser(text.substring(0, at))
        || !isName(text.substring(at + 1, colon))
        || hasControl(text)) {
      return Optional.empty();
    }
    int hash = text.indexOf('#', colon);
    var withoutFragment = hash < 0 ? text : text.substring(0, hash);
    int mark = withoutFragment.indexOf('?', colon);
    var address = mark < 0 ? withoutFragment : withoutFragment.substring(0, mark);
    return Optional.of(
        reference(
            new Parts(
                new GitRemote(
                    Protocol.SSH, text.substring(at + 1, colon), address, Optional.empty()),
                address.substring(colon + 1),
                mark < 0 ? "" : withoutFragment.substring(mark + 1),
                hash < 0 ? "" : text.substring(hash + 1))));
  }

  private static boolean isUser(String text) {
    return text.charAt(0) != '-'
        && text.chars()
            .allMatch(sign -> isLetterOrDigit((char) sign) || sign == '-' || sign == '_');
  }

  private static boolean isName(String text) {
    return text.charAt(0) != '-'
        && text.chars()
            .allMatch(sign -> isLetterOrDigit((char) sign) || sign == '-' || sign == '.');
  }
}
