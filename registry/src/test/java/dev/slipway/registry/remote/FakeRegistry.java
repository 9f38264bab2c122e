package dev.slipway.registry.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// A registry with one upload at a time, which a test makes fail.
class FakeRegistry implements FakeServer.Handler {
  /// What becomes of bytes instead of being taken.
  @FunctionalInterface
  interface Failure {
    void of(FakeRegistry registry, FakeServer.Request patch) throws IOException;
  }

  final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
  int sessions;
  boolean complete;

  /// One in which the first PATCH meets `failure`, and the next do not.
  static FakeRegistry failingOnce(Failure failure) {
    return new FakeRegistry() {
      private boolean failed;

      @Override
      void patch(FakeServer.Request request) throws IOException {
        if (failed) {
          super.patch(request);
        } else {
          failed = true;
          failure.of(this, request);
        }
      }
    };
  }

  /// One that answers every PATCH after the first chunk with `status`.
  static FakeRegistry refusingMoreWith(int status) {
    return new FakeRegistry() {
      @Override
      void patch(FakeServer.Request request) throws IOException {
        if (arrived.size() > 0) {
          request.answer(status);
        } else {
          super.patch(request);
        }
      }
    };
  }

  @Override
  public void handle(FakeServer.Request request) throws IOException {
    switch (request.method()) {
      case "HEAD" -> request.answer(complete ? 200 : 404);
      case "POST" -> {
        sessions++;
        arrived.reset();
        request.with("Location", "/upload/" + sessions + "?state=1").answer(202);
      }
      case "PATCH" -> patch(request);
      case "GET" -> status(request, 204);
      case "PUT" -> {
        arrived.writeBytes(request.body());
        complete = true;
        request.with("Location", "/v2/app/blobs/x").answer(201);
      }
      default -> request.answer(204);
    }
  }

  void patch(FakeServer.Request request) throws IOException {
    arrived.writeBytes(request.body());
    status(request, 202);
  }

  void take(FakeServer.Request request, int count) throws IOException {
    arrived.writeBytes(request.exchange().getRequestBody().readNBytes(count));
  }

  void status(FakeServer.Request request, int status) throws IOException {
    request
        .with("Location", "/upload/" + sessions + "?state=" + arrived.size())
        .with("Range", "0-" + Math.max(arrived.size() - 1, 0))
        .answer(status);
  }
}
