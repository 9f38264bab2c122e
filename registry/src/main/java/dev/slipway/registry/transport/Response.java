package dev.slipway.registry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/// What a server answers. It has to be closed; its connection is used again when the body was read.
public final class Response implements AutoCloseable {
  private final URI uri;
  private final int status;
  private final Headers headers;
  private final InputStream body;

  Response(URI uri, int status, Headers headers, InputStream body) {
    this.uri = uri;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /// The address that answered.
  public URI uri() {
    return uri;
  }

  /// The status, as in 200.
  public int status() {
    return status;
  }

  /// The fields.
  public Headers headers() {
    return headers;
  }

  /// The body. It ends where the server said that it would; a connection that ends earlier is an
  /// `IOException`.
  public InputStream body() {
    return body;
  }

  /// Up to `limit` bytes of the body.
  public byte[] read(int limit) throws IOException {
    return body.readNBytes(limit);
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a body reports no failure", e);
    }
  }
}
