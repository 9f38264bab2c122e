package dev.slipway.registry.serve;

import java.util.Map;

/// A request cannot be granted; carries the answer that says so. Never leaves this package.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The codes of the distribution specification, "Error Codes"; there are no others.
  enum Code {
    BLOB_UNKNOWN,
    BLOB_UPLOAD_INVALID,
    BLOB_UPLOAD_UNKNOWN,
    DIGEST_INVALID,
    MANIFEST_BLOB_UNKNOWN,
    MANIFEST_INVALID,
    MANIFEST_UNKNOWN,
    NAME_INVALID,
    NAME_UNKNOWN,
    SIZE_INVALID,
    UNAUTHORIZED,
    DENIED,
    UNSUPPORTED,
    TOOMANYREQUESTS
  }

  private final int status;
  private final Code code;
  private final transient Map<String, String> headers;

  Refusal(int status, Code code, String message) {
    this(status, code, message, Map.of());
  }

  Refusal(int status, Code code, String message, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.headers = Map.copyOf(headers);
  }

  /// The answer, with a body as the specification has it.
  Answer answer() {
    var error = Json.object().put("code", code.name()).put("message", getMessage());
    var body = Json.object();
    body.putArray("errors").add(error);
    return Answer.json(status, "application/json", body).with(headers);
  }
}
