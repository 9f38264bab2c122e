package dev.slipway.registry.serve;

import java.time.Duration;
import java.util.Map;

/// One way in which a [Server] misbehaves when a test orders it.
public sealed interface Fault {

  /// Answers this instead of doing what was asked.
  ///
  /// @param status the status code
  /// @param headers headers of the answer
  /// @param body the text of the answer
  record Answer(int status, Map<String, String> headers, String body) implements Fault {
    /// Copies the headers.
    public Answer {
      headers = Map.copyOf(headers);
    }

    /// A status code and nothing else.
    public Answer(int status) {
      this(status, Map.of(), "");
    }
  }

  /// Closes the connection instead of doing what was asked.
  record HangUp() implements Fault {}

  /// Does what was asked, then closes the connection without saying so.
  record LoseAnswer() implements Fault {}

  /// Reads this many bytes of the request's body, keeps them, and closes the connection.
  ///
  /// @param bytes how many bytes of the body arrive
  record CutRequest(long bytes) implements Fault {}

  /// Promises the whole body and closes the connection after this many bytes of it.
  ///
  /// @param bytes how many bytes of the body leave
  record CutAnswer(long bytes) implements Fault {}

  /// Sends a body of the right length in which every byte is another.
  record OtherBytes() implements Fault {}

  /// Answers as asked, but only after this time.
  ///
  /// @param time how long the answer is held back
  record Delay(Duration time) implements Fault {}
}
