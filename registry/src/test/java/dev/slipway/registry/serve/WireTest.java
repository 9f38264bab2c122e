package dev.slipway.registry.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes over the wire, byte by byte.
@Timeout(60)
class WireTest {
  private final Server server = Server.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersSeveralRequestsOnOneConnection() throws IOException {
    var answers =
        talk("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\nGET /v2/ HTTP/1.1\r\nConnection: close\r\n\r\n");
    assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(3);
  }

  @Test
  void closesAfterAnswersToClientsOfHttp10() throws IOException {
    assertThat(talk("GET /v2/ HTTP/1.0\r\n\r\nGET /v2/ HTTP/1.0\r\n\r\n").split("HTTP/1.1", -1))
        .hasSize(2);
  }

  @Test
  void takesChunkedBodies() throws IOException {
    var digest = Digest.of("hello world".getBytes(StandardCharsets.US_ASCII));
    var answer =
        talk(
            """
            POST /v2/r/blobs/uploads/?digest=%s HTTP/1.1\r
            Transfer-Encoding: chunked\r
            Connection: close\r
            \r
            6;name=value\r
            hello \r
            5\r
            world\r
            0\r
            Trailer: x\r
            \r
            """
                .formatted(digest));
    assertThat(answer).startsWith("HTTP/1.1 201").contains("Location: /v2/r/blobs/" + digest);
  }

  @Test
  void saysContinueToAClientThatWaitsForIt() throws IOException {
    var digest = Digest.of("hello".getBytes(StandardCharsets.US_ASCII));
    var answer =
        talk(
            "POST /v2/r/blobs/uploads/?digest=%s HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nhello"
                .formatted(digest));
    assertThat(answer).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201");
  }

  @Test
  void doesNotAskForABodyThatItRefuses() throws IOException {
    assertThat(
            talk(
                "POST /v2/-/blobs/uploads/ HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .doesNotContain("100 Continue");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v2/ HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /v2/ HTTP/1.0\r\n\r\n",
        "POST /v2/-/blobs/uploads/ HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        "POST /v2/-/blobs/uploads/ HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        "no request"
      })
  void saysWhenAnAnswerIsTheLast(String text) throws IOException {
    assertThat(talk(text)).contains("\r\nConnection: close\r\n");
  }

  @Test
  void saysNothingOfTheKindWhenMoreMayBeAsked() throws IOException {
    assertThat(talk("GET /v2/ HTTP/1.1\r\n\r\n")).doesNotContain("Connection:");
  }

  @Test
  void takesNoRequestFromWhatFollowsABrokenBody() throws IOException {
    var answers =
        talk(
            "PUT /v2/r/manifests/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n0\r\n\r\nGET /v2/ HTTP/1.1\r\n\r\n");
    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  @Test
  void answersOnceWhereABodyTurnsOutBrokenAfterTheAnswer() throws IOException {
    var answers =
        talk("POST /v2/-/blobs/uploads/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  @Test
  void datesItsAnswersAsHttpDoes() throws IOException {
    assertThat(talk("GET /v2/ HTTP/1.1\r\n\r\n"))
        .containsPattern(
            "\r\nDate: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v2/, 'GET, HEAD'",
    "DELETE, /v2/_catalog, 'GET, HEAD'",
    "PUT, /v2/r/tags/list, 'GET, HEAD'",
    "GET, /v2/r/blobs/uploads/, POST",
    "PATCH, /v2/r/manifests/v1, 'GET, HEAD, PUT, DELETE'"
  })
  void saysWhichMethodsThereAreInsteadOfAnother(String method, String path, String allowed)
      throws IOException {
    assertThat(talk("%s %s HTTP/1.1\r\n\r\n".formatted(method, path)))
        .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
        .contains("\r\nAllow: %s\r\n".formatted(allowed))
        .contains("%s is not possible here, only %s".formatted(method, allowed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v2/\r\n\r\n",
        "GET /v2/ HTTP/2.0\r\n\r\n",
        "GET /v2/%zz HTTP/1.1\r\n\r\n",
        "GET /v2/ HTTP/1.1\r\nno colon\r\n\r\n",
        "GET /v2/ HTTP/1.1\r\nA : b\r\n\r\n",
        "GET /v2/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET /v2/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET /v2/ HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "PUT /v2/r/manifests/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "\u0016\u0003\u0001"
      })
  void refusesWhatIsNoRequest(String text) throws IOException {
    assertThat(talk(text)).startsWith("HTTP/1.1 400").contains("\"errors\"");
  }

  @Test
  void refusesAHeadWithoutEnd() throws IOException {
    assertThat(talk("GET /v2/ HTTP/1.1\r\nA: " + "x".repeat(70_000))).startsWith("HTTP/1.1 400");
  }

  @Test
  void endsNoHeaderWithWhatAClientSent() throws IOException {
    var answer =
        talk("PUT /v2/r/manifests/%0d%0aX-Evil:%20yes HTTP/1.1\r\nConnection: close\r\n\r\n");
    assertThat(answer).doesNotContain("\r\nX-Evil");
  }

  private String talk(String text) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
