package dev.slipway.registry.serve;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Sends plain requests to a server, as a test says them.
final class Caller implements AutoCloseable {
  static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
  static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI root;

  Caller(Server server) {
    this.root = server.uri();
  }

  /// Sends a request; `headers` are names and values in turn.
  HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
    try {
      return trySend(method, path, body, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<byte[]> trySend(String method, String path, byte[] body, String... headers)
      throws IOException {
    var publisher = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    var request = HttpRequest.newBuilder(root.resolve(path)).method(method, publisher);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<byte[]> get(String path, String... headers) {
    return send("GET", path, new byte[0], headers);
  }

  /// Pushes a blob in one request and returns its digest.
  Digest blob(String repository, byte[] content) {
    var digest = Digest.of(content);
    var response =
        send("POST", "/v2/%s/blobs/uploads/?digest=%s".formatted(repository, digest), content);
    if (response.statusCode() != 201) {
      throw new AssertionError(text(response));
    }
    return digest;
  }

  /// Opens an upload and returns its path.
  String upload(String repository) {
    var response = send("POST", "/v2/%s/blobs/uploads/".formatted(repository), new byte[0]);
    return location(response);
  }

  HttpResponse<byte[]> manifest(String repository, String identifier, String type, String json) {
    return send(
        "PUT",
        "/v2/%s/manifests/%s".formatted(repository, identifier),
        bytes(json),
        "Content-Type",
        type);
  }

  /// Pushes an image of one layer and returns its manifest's text.
  String image(String repository, String tag, String layer) {
    var json =
        imageJson(blob(repository, bytes("{}")), blob(repository, bytes(layer)), layer.length());
    var response = manifest(repository, tag, IMAGE, json);
    if (response.statusCode() != 201) {
      throw new AssertionError(text(response));
    }
    return json;
  }

  static String imageJson(Digest config, Digest layer, int layerSize) {
    return """
    {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json",\
    "digest":"%s","size":2},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s",\
    "size":%d}]}"""
        .formatted(IMAGE, config, layer, layerSize);
  }

  /// An artifact about `subject`: no layers, an empty config.
  static String artifactJson(String type, Digest subject, String note) {
    return """
    {"schemaVersion":2,"mediaType":"%s","artifactType":"%s","config":{"mediaType":"application/vnd.oci.empty.v1+json",\
    "digest":"%s","size":2},"layers":[],"subject":{"mediaType":"%s","digest":"%s","size":7},\
    "annotations":{"note":"%s"}}"""
        .formatted(IMAGE, type, Digest.of(bytes("{}")), IMAGE, subject, note);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static String location(HttpResponse<byte[]> response) {
    return header(response, "Location");
  }

  static String header(HttpResponse<byte[]> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /// The code in an error's body.
  static String code(HttpResponse<byte[]> response) {
    var matcher = Pattern.compile("\"code\":\"([A-Z_]+)\"").matcher(text(response));
    return matcher.find() ? matcher.group(1) : "no code in: " + text(response);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
