package dev.slipway.registry.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.image.ImageException;
import dev.slipway.image.Json;
import dev.slipway.registry.transport.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a registry says about why it did not do something.
///
/// @param codes the error codes of the distribution specification
/// @param text the codes and messages, in one line that is fit to be printed
record ErrorBody(List<String> codes, String text) {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_TEXT = 500;

  ErrorBody {
    codes = List.copyOf(codes);
  }

  static ErrorBody read(Response response) {
    byte[] bytes;
    try {
      bytes = response.read(MAX_BYTES);
    } catch (IOException e) {
      return new ErrorBody(List.of(), "");
    }
    try {
      return of(Json.readObject("the answer", bytes).path("errors"));
    } catch (ImageException e) {
      var text = new String(bytes, StandardCharsets.UTF_8);
      return new ErrorBody(List.of(), text.strip().startsWith("<") ? "" : printable(text));
    }
  }

  private static ErrorBody of(JsonNode errors) {
    var codes = new ArrayList<String>();
    var texts = new ArrayList<String>();
    for (var error : errors) {
      var code = printable(error.path("code").asText(""));
      var message = printable(error.path("message").asText(""));
      if (!code.isEmpty()) {
        codes.add(code);
      }
      texts.add(code.isEmpty() ? message : code + (message.isEmpty() ? "" : ": " + message));
    }
    return new ErrorBody(codes, printable(String.join("; ", texts)));
  }

  /// One line, without what could move a terminal's cursor, and not too long.
  private static String printable(String text) {
    var line = new StringBuilder();
    text.codePoints()
        .limit(MAX_TEXT)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }
}
