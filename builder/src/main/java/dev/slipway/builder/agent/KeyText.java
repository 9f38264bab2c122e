package dev.slipway.builder.agent;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.SecretSource;
import dev.slipway.builder.store.Reason;
import dev.slipway.builder.tree.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/// The text of a private key, as `ssh-keygen` and `openssl` write it, in a file or not.
///
/// No message about it says what is in it.
final class KeyText {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String LINE_END = "-----";
  private static final int LARGEST = 64 * 1024;

  // Where it is from; nothing for one that is in no file.
  private final Optional<Path> path;

  private KeyText(Optional<Path> path) {
    this.path = path;
  }

  /// The key that `source` holds.
  ///
  /// @throws BuildException.Definition when it cannot be read, is encrypted, or is none
  static AgentKey read(SecretSource source) {
    return switch (source) {
      case SecretSource.File(var path) ->
          new KeyText(Optional.of(path)).read(() -> Files.newInputStream(path));
      case SecretSource.Value value ->
          new KeyText(Optional.empty())
              .read(() -> new ByteArrayInputStream(value.bytes().toArray()));
    };
  }

  private AgentKey read(Content content) {
    try (var in = content.open()) {
      var bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw refused("it is too large for a key");
      }
      return key(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw refused(Reason.of(e));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // What it complains about may be a part of the key.
      throw refused("it is damaged");
    }
  }

  private AgentKey key(String text) throws GeneralSecurityException {
    int begin = text.indexOf(BEGIN);
    int afterLabel = begin < 0 ? -1 : text.indexOf(LINE_END, begin + BEGIN.length());
    if (afterLabel < 0) {
      throw refused(
          text.startsWith("ssh-") || text.startsWith("ecdsa-")
              ? "that is a public key; the private one is the file without .pub"
              : "it is no private key: there is no line with BEGIN");
    }
    var label = text.substring(begin + BEGIN.length(), afterLabel);
    int end = text.indexOf(END + label + LINE_END, afterLabel);
    if (end < 0) {
      throw refused("it is cut: the line END %s is missing".formatted(label));
    }
    var body = text.substring(afterLabel + LINE_END.length(), end);
    if (label.equals("ENCRYPTED PRIVATE KEY") || body.contains("Proc-Type: 4,ENCRYPTED")) {
      throw encrypted();
    }
    var bytes = Base64.getMimeDecoder().decode(body);
    return switch (label) {
      case "OPENSSH PRIVATE KEY" -> openSsh(bytes);
      case "RSA PRIVATE KEY" -> Keys.rsa(new DerReader(bytes).sequence(), name());
      case "EC PRIVATE KEY" -> Keys.elliptic(new DerReader(bytes).sequence(), "", name());
      case "PRIVATE KEY" -> pkcs8(new DerReader(bytes).sequence());
      default ->
          throw refused(
              "%s is none of the kinds that are supported: Ed25519, RSA and ECDSA"
                  .formatted(label));
    };
  }

  private String name() {
    return path.map(Path::toString).orElse("key");
  }

  // "openssh-key-v1", the cipher, how its key is made, how many keys, the public keys, and the
  // private ones, behind a number that stands there twice to tell whether decryption worked.
  private AgentKey openSsh(byte[] bytes) throws GeneralSecurityException {
    var reader = new SshReader(bytes);
    var magic = new String(reader.bytes(15), StandardCharsets.ISO_8859_1);
    if (!magic.equals("openssh-key-v1\0")) {
      throw refused("it is of another version than openssh-key-v1");
    }
    var cipher = reader.text();
    reader.string();
    reader.string();
    if (!cipher.equals("none")) {
      throw encrypted();
    }
    int count = reader.number();
    if (count != 1) {
      throw refused("it holds %d keys, and one is supported".formatted(count));
    }
    var publicKey = reader.string();
    var secret = new SshReader(reader.string());
    int check = secret.number();
    if (secret.number() != check) {
      throw refused("it is damaged");
    }
    var kind = secret.text();
    return switch (kind) {
      case "ssh-ed25519" -> Keys.ed25519(secret, publicKey);
      case "ssh-rsa" -> Keys.rsa(secret, publicKey);
      case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
          Keys.elliptic(secret, publicKey);
      default ->
          throw refused(
              kind.startsWith("sk-")
                  ? "its key is in a security device (%s), which only ssh-agent can ask"
                      .formatted(kind)
                  : "%s is none of the kinds that are supported: Ed25519, RSA and ECDSA"
                      .formatted(kind));
    };
  }

  private AgentKey pkcs8(DerReader key) throws GeneralSecurityException {
    key.integer();
    var algorithm = key.sequence();
    var kind = algorithm.objectIdentifier();
    return switch (kind) {
      case "1.2.840.113549.1.1.1" -> Keys.rsa(new DerReader(key.octets()).sequence(), name());
      case "1.2.840.10045.2.1" -> {
        var curve = algorithm.objectIdentifier();
        yield Keys.elliptic(new DerReader(key.octets()).sequence(), curve, name());
      }
      default ->
          throw refused(
              "a key of the kind %s is read in OpenSSH's form only: ssh-keygen -p -f FILE rewrites it"
                  .formatted(kind));
    };
  }

  private BuildException.Definition encrypted() {
    return refused(
        "it is encrypted, and nobody is asked for a passphrase; add it to an ssh-agent (ssh-add %s) and give --ssh that agent, or use a key without a passphrase"
            .formatted(path.map(Path::toString).orElse("FILE")));
  }

  private BuildException.Definition refused(String reason) {
    return new BuildException.Definition(
        "cannot use the SSH key%s: %s"
            .formatted(path.map(" '%s'"::formatted).orElse(" that is in no file"), reason));
  }
}
