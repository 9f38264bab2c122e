package dev.slipway.registry.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate for `localhost` that is its own authority.
///
/// @param store the key
/// @param pem the certificate
public record TestCertificate(Path store, Path pem) {
  private static final String PASSWORD = "changeit";

  /// Makes one in `folder`, which is good now.
  public static TestCertificate make(Path folder) throws IOException, InterruptedException {
    return make(folder, "-validity", "10");
  }

  static TestCertificate make(Path folder, String... validity)
      throws IOException, InterruptedException {
    var made = new TestCertificate(folder.resolve("store.p12"), folder.resolve("server.pem"));
    var generated =
        new ArrayList<>(
            List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=Test Authority", "-ext"));
    generated.add("SAN=dns:localhost,dns:registry.example");
    generated.addAll(List.of(validity));
    made.keytool(generated);
    made.keytool(List.of("-exportcert", "-rfc", "-file", made.pem.toString()));
    return made;
  }

  /// A context in which a server shows it.
  public SSLContext context() throws GeneralSecurityException, IOException {
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void keytool(List<String> arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of("-alias", "server", "-storepass", PASSWORD, "-keystore", store.toString()));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
