package dev.slipway.registry.remote;

import dev.slipway.registry.RegistryException;
import dev.slipway.registry.transport.ProtocolException;
import dev.slipway.registry.transport.Request;
import dev.slipway.registry.transport.Response;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/// A download that goes on where it broke.
final class ResumingStream extends InputStream {
  private final Session session;
  private final Request request;
  private Response response;
  private long offset;
  private int failures;

  /// Reads the body of `response`, which answered `request`.
  ResumingStream(Session session, Request request, Response response) {
    this.session = session;
    this.request = request;
    this.response = response;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) {
    while (true) {
      try {
        int count = response.body().read(buffer, from, length);
        if (count > 0) {
          offset += count;
          failures = 0;
        }
        return count;
      } catch (ProtocolException e) {
        throw new RegistryException.Malformed("%s: %s".formatted(request, e.getMessage()), e);
      } catch (IOException e) {
        resume(e);
      }
    }
  }

  @Override
  public void close() {
    response.close();
  }

  private void resume(IOException broken) {
    response.close();
    if (Thread.currentThread().isInterrupted()) {
      throw new RegistryException.Cancelled(request + ": interrupted", broken);
    }
    failures++;
    if (failures >= session.retry().attempts()) {
      throw new RegistryException.Unreachable(
          "%s: broke at byte %d, %d times without getting on: %s"
              .formatted(request, offset, failures, Session.reason(request, broken)),
          broken);
    }
    session.retry().pause(request.toString(), failures, Optional.empty());
    var ranged = request.with("Range", "bytes=" + offset + "-");
    response = session.send(offset == 0 ? request : ranged, Set.of(200, 206));
    try {
      position();
    } catch (IOException e) {
      resume(e);
    }
  }

  /// Stands at the offset again, also when the server sent all from the beginning.
  private void position() throws IOException {
    if (response.status() == 206) {
      var range = response.headers().find("Content-Range").orElse("");
      if (!range.startsWith("bytes " + offset + "-")) {
        response.close();
        throw new RegistryException.Malformed(
            "%s: asked for what follows byte %d, it sent '%s'".formatted(request, offset, range));
      }
      return;
    }
    try {
      response.body().skipNBytes(offset);
    } catch (EOFException e) {
      throw new RegistryException.Malformed(
          "%s: sent again it has less than %d bytes".formatted(request, offset), e);
    }
  }
}
