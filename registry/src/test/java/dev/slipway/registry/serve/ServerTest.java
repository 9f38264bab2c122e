package dev.slipway.registry.serve;

import static dev.slipway.registry.serve.Caller.bytes;
import static dev.slipway.registry.serve.Caller.code;
import static dev.slipway.registry.serve.Caller.header;
import static dev.slipway.registry.serve.Caller.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ServerTest {
  @TempDir private Path folder;

  @Test
  void isARegistry() {
    try (var server = Server.start();
        var caller = new Caller(server)) {
      assertThat(caller.get("/v2/").statusCode()).isEqualTo(200);
      assertThat(header(caller.get("/v2/"), "Docker-Distribution-API-Version"))
          .isEqualTo("registry/2.0");
      assertThat(server.host()).startsWith("127.0.0.1:");
      var elsewhere = caller.get("/v1/");
      assertThat(elsewhere.statusCode()).isEqualTo(404);
      assertThat(code(elsewhere)).isEqualTo("UNSUPPORTED");
    }
  }

  @Test
  void findsAgainWhatWasPushedAndGoesOnWithUploads() {
    String upload;
    String json;
    try (var server = Server.start(Setup.usual().keptIn(folder));
        var caller = new Caller(server)) {
      json = caller.image("r", "v1", "layer");
      upload = caller.upload("r");
      caller.send("PATCH", upload, bytes("hello "));
    }
    try (var server = Server.start(Setup.usual().keptIn(folder));
        var caller = new Caller(server)) {
      assertThat(text(caller.get("/v2/r/manifests/v1"))).isEqualTo(json);
      assertThat(header(caller.get(upload), "Range")).isEqualTo("0-5");
      caller.send("PATCH", upload, bytes("world"), "Content-Range", "6-10");
      var digest = Digest.of(bytes("hello world"));
      assertThat(caller.send("PUT", upload + "?digest=" + digest, new byte[0]).statusCode())
          .isEqualTo(201);
    }
  }

  @Test
  void hasItsFolderForItself() {
    try (var _ = Server.start(Setup.usual().keptIn(folder))) {
      assertThatThrownBy(() -> Server.start(Setup.usual().keptIn(folder)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("another server uses " + folder);
    }
  }

  @Test
  void leavesAFolderOfOtherThingsAlone() throws IOException {
    var mine = Files.createDirectories(folder.resolve("temporary")).resolve("thesis.txt");
    Files.writeString(mine, "all of it");
    assertThatThrownBy(() -> Server.start(Setup.usual().keptIn(folder)))
        .hasMessage(
            "the registry cannot start: %s is no registry's folder and holds other things, such as 'temporary'; choose an empty one"
                .formatted(folder));
    assertThat(mine).hasContent("all of it");
  }

  @Test
  void clearsAwayWhatAKilledServerLeft() throws IOException {
    Server.start(Setup.usual().keptIn(folder)).close();
    var left = folder.resolve("temporary").resolve("0123456789abcdef".repeat(2));
    Files.writeString(left, "half");
    try (var _ = Server.start(Setup.usual().keptIn(folder))) {
      assertThat(left).doesNotExist();
    }
  }

  @Test
  void forgetsUploadsWithWhichNobodyWentOnForAWeek() throws IOException {
    String old;
    String fresh;
    try (var server = Server.start(Setup.usual().keptIn(folder));
        var caller = new Caller(server)) {
      old = caller.upload("r");
      fresh = caller.upload("r");
    }
    var file = folder.resolve("repositories/r/_uploads").resolve(Path.of(old).getFileName());
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    try (var server = Server.start(Setup.usual().keptIn(folder));
        var caller = new Caller(server)) {
      assertThat(caller.get(old).statusCode()).isEqualTo(404);
      assertThat(caller.get(fresh).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void letsNobodyWaitWhoConnectsWhileItIsClosed() throws Exception {
    for (int round = 0; round < 200; round++) {
      var server = Server.start();
      int port = server.uri().getPort();
      var clients = new ArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        clients.add(Thread.ofPlatform().daemon().start(() -> connectAgainAndAgain(port)));
      }
      Thread.sleep(3);
      server.close();
      for (var client : clients) {
        assertThat(client.join(Duration.ofSeconds(10))).isTrue();
      }
    }
  }

  private static void connectAgainAndAgain(int port) {
    try {
      while (true) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          // Without a byte sent, a client may never learn that nobody has taken its connection.
          socket.getOutputStream().write('G');
          socket.getInputStream().read();
        }
      }
    } catch (IOException e) {
      // Nobody listens any more.
      return;
    }
  }

  @Test
  void closesWhatAsksForNothingWhereTooManyConnect() throws Exception {
    var faults = new Faults();
    faults.onNext(Faults.to("GET", "/v2/"), new Fault.Delay(Duration.ofSeconds(6)));
    var setup = Setup.usual().misbehaving(faults).within(new Limits(1 << 20, 100, 0, 4));
    var idle = new ArrayList<Socket>();
    try (var server = Server.start(setup);
        var busy = new Caller(server);
        var caller = new Caller(server)) {
      var slow = CompletableFuture.supplyAsync(() -> busy.get("/v2/").statusCode());
      for (int i = 0; i < 6; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort()));
      }
      assertThat(caller.get("/v2/").statusCode()).isEqualTo(200);
      int open = 0;
      for (var socket : idle) {
        socket.setSoTimeout(100);
        open += isOpen(socket) ? 1 : 0;
      }
      // Two of the four serve.
      assertThat(open).isLessThanOrEqualTo(2);
      assertThat(slow.get()).isEqualTo(200);
    } finally {
      for (var socket : idle) {
        socket.close();
      }
    }
  }

  private static boolean isOpen(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "::1, ::1",
    "::, ::",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "FE80:0:0:0:0:0:0:0, fe80::",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "0:1:0:0:0:0:2:0, 0:1::2:0"
  })
  void writesAddressesShort(String address, String text) {
    assertThat(ShortAddress.of((Inet6Address) InetAddress.ofLiteral(address))).isEqualTo(text);
  }

  @Test
  void saysWhereItListensAsPeopleWriteIt() {
    var setup = Setup.usual().listeningAt(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
    Server server;
    try {
      server = Server.start(setup);
    } catch (UncheckedIOException e) {
      Assumptions.abort("no IPv6 here: " + e.getMessage());
      throw e;
    }
    try (server;
        var caller = new Caller(server)) {
      assertThat(server.host()).startsWith("[::1]:");
      assertThat(caller.get("/v2/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void makesNoFolderWhereTheAddressIsTaken() {
    try (var other = Server.start()) {
      var taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), other.uri().getPort());
      var fresh = folder.resolve("fresh");
      assertThatThrownBy(() -> Server.start(Setup.usual().listeningAt(taken).keptIn(fresh)))
          .hasMessage(
              "the registry cannot start: cannot listen at %s: Address already in use"
                  .formatted(other.host()));
      assertThat(fresh).doesNotExist();
    }
  }

  @Test
  void saysWhatKeepsItFromItsFolder() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Server.start(Setup.usual().keptIn(file)))
        .hasMessage("the registry cannot start: %s is not a folder".formatted(file));
  }

  @Test
  void findsItsRepositoriesBesideFilesOfOthers() throws IOException {
    try (var server = Server.start(Setup.usual().keptIn(folder));
        var caller = new Caller(server)) {
      caller.image("a/b", "v1", "layer");
      Files.writeString(folder.resolve("repositories/.DS_Store"), "");
      Files.writeString(folder.resolve("repositories/a/desktop.ini"), "");
      assertThat(text(caller.get("/v2/_catalog"))).isEqualTo("{\"repositories\":[\"a/b\"]}");
    }
  }

  @Test
  void takesItsTemporaryFolderAlong() {
    Path temporary;
    try (var server = Server.start();
        var caller = new Caller(server)) {
      caller.image("r", "v1", "layer");
      temporary = server.folder();
      assertThat(temporary).isNotEmptyDirectory();
    }
    assertThat(temporary).doesNotExist();
  }

  @Test
  void tellsItsWitnessOfEveryRequest() {
    var seen = Collections.synchronizedList(new ArrayList<String>());
    var setup =
        Setup.usual().watchedBy(request -> seen.add(request.method() + " " + request.path()));
    try (var server = Server.start(setup);
        var caller = new Caller(server)) {
      caller.get("/v2/a/tags/list?n=1");
      assertThat(seen).containsExactly("GET /v2/a/tags/list");
    }
  }

  @Test
  void hangsUpOnTlsAtOnceSoThatClientsTryPlainHttp() throws IOException {
    try (var server = Server.start();
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 400");
    }
  }

  @Nested
  class Guarded {
    @Test
    void byBasicAsksForNameAndPassword() {
      var setup = Setup.usual().guardedBy(new Access.Basic("bob", "s:cret"));
      try (var server = Server.start(setup);
          var caller = new Caller(server)) {
        var stranger = caller.get("/v2/");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(code(stranger)).isEqualTo("UNAUTHORIZED");
        assertThat(header(stranger, "WWW-Authenticate")).isEqualTo("Basic realm=\"slipway\"");
        assertThat(caller.get("/v2/", "Authorization", basic("bob:wrong")).statusCode())
            .isEqualTo(401);
        assertThat(caller.get("/v2/", "Authorization", basic("bob:s:cret")).statusCode())
            .isEqualTo(200);
      }
    }

    @Test
    void byTokenSaysWhereAndForWhatToGetOne() {
      var setup = Setup.usual().guardedBy(token(Access.Strangers.PULL));
      try (var server = Server.start(setup);
          var caller = new Caller(server)) {
        var stranger = caller.send("POST", "/v2/a/b/blobs/uploads/", new byte[0]);
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(header(stranger, "WWW-Authenticate"))
            .isEqualTo(
                "Bearer realm=\"%s/token\",service=\"slipway\",scope=\"repository:a/b:pull,push\""
                    .formatted(server.uri()));
        var mine = mint(caller, "repository:a/b:pull,push", "Authorization", basic("bob:secret"));
        assertThat(begin(caller, "a/b", mine)).isEqualTo(202);
        assertThat(begin(caller, "a/c", mine)).isEqualTo(401);
        var strangers = mint(caller, "repository:a/b:pull,push");
        assertThat(begin(caller, "a/b", strangers)).isEqualTo(401);
        assertThat(
                caller
                    .get(
                        "/v2/a/b/referrers/" + Digest.of(bytes("")),
                        "Authorization",
                        "Bearer " + strangers)
                    .statusCode())
            .isEqualTo(200);
        assertThat(caller.get("/token?scope=x", "Authorization", basic("bob:wrong")).statusCode())
            .isEqualTo(401);
      }
    }

    @Test
    void byTokenMountsOnlyFromWhatTheTokenReaches() {
      var setup = Setup.usual().guardedBy(token(Access.Strangers.NOTHING));
      try (var server = Server.start(setup);
          var caller = new Caller(server)) {
        var both =
            mint(
                caller,
                "repository:secret:pull,push+repository:mine:push",
                "Authorization",
                basic("bob:secret"));
        var digest = Digest.of(bytes("hidden"));
        caller.send(
            "POST",
            "/v2/secret/blobs/uploads/?digest=" + digest,
            bytes("hidden"),
            "Authorization",
            "Bearer " + both);
        var one = mint(caller, "repository:mine:pull,push", "Authorization", basic("bob:secret"));
        for (var from : new String[] {"", "&from=secret"}) {
          var path = "/v2/mine/blobs/uploads/?mount=" + digest + from;
          assertThat(
                  caller
                      .send("POST", path, new byte[0], "Authorization", "Bearer " + one)
                      .statusCode())
              .isEqualTo(202);
          assertThat(
                  caller
                      .send("POST", path, new byte[0], "Authorization", "Bearer " + both)
                      .statusCode())
              .isEqualTo(201);
        }
      }
    }

    @Test
    void byTokenForgetsItWhenItsTimeIsOver() {
      var setup =
          Setup.usual()
              .guardedBy(
                  new Access.Token("bob", "secret", Duration.ZERO, Access.Strangers.NOTHING));
      try (var server = Server.start(setup);
          var caller = new Caller(server)) {
        var late = mint(caller, "repository:a:pull,push", "Authorization", basic("bob:secret"));
        var response =
            caller.send(
                "POST", "/v2/a/blobs/uploads/", new byte[0], "Authorization", "Bearer " + late);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(header(response, "WWW-Authenticate")).endsWith("error=\"invalid_token\"");
      }
    }

    @Test
    void byTokenSpeaksTheFormWithPost() {
      var setup = Setup.usual().guardedBy(token(Access.Strangers.NOTHING));
      try (var server = Server.start(setup);
          var caller = new Caller(server)) {
        var form =
            "grant_type=password&username=bob&password=secret&scope=repository%3Aa%3Apush&service=s";
        var first = caller.send("POST", "/token", bytes(form));
        var refresh = field(text(first), "refresh_token");
        var again =
            caller.send(
                "POST",
                "/token",
                bytes("grant_type=refresh_token&scope=repository:a:push&refresh_token=" + refresh));
        assertThat(begin(caller, "a", field(text(again), "access_token"))).isEqualTo(202);
        assertThat(
                caller
                    .send("POST", "/token", bytes("grant_type=refresh_token&refresh_token=x"))
                    .statusCode())
            .isEqualTo(401);
      }
    }

    private Access token(Access.Strangers strangers) {
      return new Access.Token("bob", "secret", Duration.ofMinutes(1), strangers);
    }

    private int begin(Caller caller, String repository, String token) {
      return caller
          .send(
              "POST",
              "/v2/" + repository + "/blobs/uploads/",
              new byte[0],
              "Authorization",
              "Bearer " + token)
          .statusCode();
    }

    private String mint(Caller caller, String scope, String... headers) {
      return field(text(caller.get("/token?service=slipway&scope=" + scope, headers)), "token");
    }

    private String field(String json, String name) {
      var matcher = Pattern.compile("\"" + name + "\":\"([0-9a-f]+)\"").matcher(json);
      assertThat(matcher.find()).as(json).isTrue();
      return matcher.group(1);
    }

    private String basic(String userAndPassword) {
      return "Basic " + Base64.getEncoder().encodeToString(bytes(userAndPassword));
    }
  }

  @Nested
  class Misbehaving {
    private final Server server = Server.start();
    private final Caller caller = new Caller(server);

    @org.junit.jupiter.api.AfterEach
    void stop() {
      caller.close();
      server.close();
    }

    @Test
    void failsTheRequestThatWasNamedAndNoOther() {
      server.faults().onNth(2, Faults.to("GET", "/v2/"), new Fault.Answer(500));
      assertThat(caller.get("/v2/").statusCode()).isEqualTo(200);
      assertThat(caller.get("/v2/").statusCode()).isEqualTo(500);
      assertThat(caller.get("/v2/").statusCode()).isEqualTo(200);
    }

    @Test
    void closesHalfWay() {
      var digest = caller.blob("r", bytes("x".repeat(100_000)));
      server.faults().onNext(Faults.to("GET", "/blobs/"), new Fault.CutAnswer(50_000));
      assertThatThrownBy(() -> caller.trySend("GET", "/v2/r/blobs/" + digest, new byte[0]))
          .isInstanceOf(IOException.class);
      assertThat(caller.get("/v2/r/blobs/" + digest).body()).hasSize(100_000);
    }

    @Test
    void sendsOtherBytes() {
      var digest = caller.blob("r", bytes("hello"));
      server.faults().onNext(Faults.to("GET", "/blobs/"), new Fault.OtherBytes());
      assertThat(caller.get("/v2/r/blobs/" + digest).body())
          .hasSize(5)
          .isNotEqualTo(bytes("hello"));
    }

    @Test
    void keepsWhatArrivedOfAnUploadThatBroke() {
      var path = caller.upload("r");
      server.faults().onNext(Faults.to("PATCH", path), new Fault.CutRequest(1000));
      assertThatThrownBy(() -> caller.trySend("PATCH", path, new byte[5000]))
          .isInstanceOf(IOException.class);
      assertThat(header(caller.get(path), "Range")).isEqualTo("0-999");
    }

    @Test
    void keepsNothingOfAWholeBlobThatBroke() throws IOException {
      server.faults().onNext(Faults.to("POST", "/uploads/"), new Fault.CutRequest(1000));
      assertThatThrownBy(() -> caller.blob("r", new byte[5000]))
          .isInstanceOf(UncheckedIOException.class);
      var uploads = server.folder().resolve("repositories/r/_uploads");
      assertThat(uploads).isEmptyDirectory();
    }

    @Test
    void saysThatItFailedWhereItsFolderIsBroken() throws IOException {
      caller.image("r", "v1", "layer");
      Files.writeString(server.folder().resolve("repositories/r/_tags/v1"), "");
      assertThat(caller.get("/v2/r/manifests/v1").statusCode()).isEqualTo(500);
      assertThat(caller.get("/v2/r/tags/list").statusCode()).isEqualTo(200);
    }

    @Test
    void losesTheAnswerOfWhatItDid() {
      var path = caller.upload("r");
      server.faults().onNext(Faults.to("PATCH", path), new Fault.LoseAnswer());
      assertThatThrownBy(() -> caller.trySend("PATCH", path, new byte[5000]))
          .isInstanceOf(IOException.class);
      assertThat(header(caller.get(path), "Range")).isEqualTo("0-4999");
    }

    @Test
    void hangsUpAndIsSlow() {
      server
          .faults()
          .onEvery(Faults.to("PUT", "/manifests/"), new Fault.HangUp())
          .onEvery(Faults.to("GET", "/v2/"), new Fault.Delay(Duration.ofMillis(50)));
      assertThatThrownBy(() -> caller.trySend("PUT", "/v2/r/manifests/x", new byte[1]))
          .isInstanceOf(IOException.class);
      var start = System.nanoTime();
      assertThat(caller.get("/v2/").statusCode()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(50));
    }
  }
}
