package dev.slipway.builder.worker;

import dev.slipway.builder.layer.LayerSummary;
import dev.slipway.builder.sandbox.Outcome;
import dev.slipway.builder.store.StoredLayer;
import dev.slipway.builder.tree.Bytes;
import dev.slipway.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bytes between a build and its worker.
///
/// A frame is its length (4 bytes, highest first; what follows, without itself), the number of the
/// request (8), the kind (1) and its fields. Texts are UTF-8 behind their length in bytes; lists
/// stand behind their count.
final class Wire {
  /// Changes whenever the meaning of any byte does.
  static final int VERSION = 3;

  private static final int LONGEST_FRAME = 64 << 20;
  private static final int MAGIC = 0x736c776b;

  /// A message with the number of the request that it belongs to.
  record Framed<T>(long number, T message) {}

  private Wire() {}

  static void greet(OutputStream stream, List<String> words) throws IOException {
    var data = new DataOutputStream(stream);
    data.writeInt(MAGIC);
    data.writeInt(VERSION);
    texts(data, words);
    data.flush();
  }

  /// Reads the other side's greeting.
  ///
  /// @throws EOFException when the other side has ended
  /// @throws IOException when the other side is of another version, or something else
  static List<String> greeted(InputStream stream) throws IOException {
    var data = new DataInputStream(stream);
    int magic = data.readInt();
    if (magic != MAGIC) {
      throw new IOException("expected a worker's greeting, got %08x".formatted(magic));
    }
    int version = data.readInt();
    if (version != VERSION) {
      throw new IOException(
          "the other side speaks version %d, this one %d".formatted(version, VERSION));
    }
    return texts(data);
  }

  private interface Body {
    void write(DataOutputStream data) throws IOException;
  }

  private static void frame(OutputStream stream, long number, int kind, Body body)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    var data = new DataOutputStream(bytes);
    data.writeInt(0);
    data.writeLong(number);
    data.writeByte(kind);
    body.write(data);
    var frame = bytes.toByteArray();
    int length = frame.length - 4;
    frame[0] = (byte) (length >>> 24);
    frame[1] = (byte) (length >>> 16);
    frame[2] = (byte) (length >>> 8);
    frame[3] = (byte) length;
    stream.write(frame);
    stream.flush();
  }

  /// The next frame's content, or nothing when the other side has ended.
  private static Optional<DataInputStream> next(InputStream stream) throws IOException {
    var head = stream.readNBytes(4);
    if (head.length < 4) {
      return Optional.empty();
    }
    int length = new DataInputStream(new ByteArrayInputStream(head)).readInt();
    if (length < 9 || length > LONGEST_FRAME) {
      throw new IOException("a frame of %d bytes".formatted(length));
    }
    var body = stream.readNBytes(length);
    return body.length < length
        ? Optional.empty()
        : Optional.of(new DataInputStream(new ByteArrayInputStream(body)));
  }

  static void send(OutputStream stream, long number, Request request) throws IOException {
    switch (request) {
      case Request.Prepare(var layers) -> frame(stream, number, 1, data -> layers(data, layers));
      case RunRequest run -> frame(stream, number, 2, data -> RunWire.write(data, run));
      case Request.Remove(var folder) ->
          frame(stream, number, 3, data -> text(data, folder.toString()));
      case Request.Cancel(var which) -> frame(stream, number, 4, data -> data.writeLong(which));
    }
  }

  static Optional<Framed<Request>> receiveRequest(InputStream stream) throws IOException {
    var frame = next(stream);
    if (frame.isEmpty()) {
      return Optional.empty();
    }
    var data = frame.get();
    long number = data.readLong();
    int kind = data.readUnsignedByte();
    Request request =
        switch (kind) {
          case 1 -> new Request.Prepare(layers(data));
          case 2 -> RunWire.read(data);
          case 3 -> new Request.Remove(Path.of(text(data)));
          case 4 -> new Request.Cancel(data.readLong());
          default -> throw new IOException("a request of the unknown kind " + kind);
        };
    return Optional.of(new Framed<>(number, request));
  }

  static void send(OutputStream stream, long number, Answer answer) throws IOException {
    switch (answer) {
      case Answer.Output(var bytes) ->
          frame(stream, number, 1, data -> bytes(data, bytes.toArray()));
      case Answer.Errors(var bytes) ->
          frame(stream, number, 2, data -> bytes(data, bytes.toArray()));
      case Answer.Ran(var result) -> frame(stream, number, 3, data -> result(data, result));
      case Answer.Done() -> frame(stream, number, 4, data -> {});
      case Answer.Failed(var cause, var message) ->
          frame(
              stream,
              number,
              5,
              data -> {
                text(data, cause.name());
                text(data, message);
              });
    }
  }

  static Optional<Framed<Answer>> receiveAnswer(InputStream stream) throws IOException {
    var frame = next(stream);
    if (frame.isEmpty()) {
      return Optional.empty();
    }
    var data = frame.get();
    long number = data.readLong();
    int kind = data.readUnsignedByte();
    Answer answer =
        switch (kind) {
          case 1 -> new Answer.Output(Bytes.of(bytes(data)));
          case 2 -> new Answer.Errors(Bytes.of(bytes(data)));
          case 3 -> new Answer.Ran(result(data));
          case 4 -> new Answer.Done();
          case 5 -> new Answer.Failed(Answer.Cause.valueOf(text(data)), text(data));
          default -> throw new IOException("an answer of the unknown kind " + kind);
        };
    return Optional.of(new Framed<>(number, answer));
  }

  static void layers(DataOutputStream data, List<StoredLayer> layers) throws IOException {
    data.writeInt(layers.size());
    for (var layer : layers) {
      text(data, layer.diffId().toString());
      text(data, layer.tar().toString());
      text(data, layer.index().toString());
    }
  }

  static List<StoredLayer> layers(DataInputStream data) throws IOException {
    int count = data.readInt();
    var layers = new ArrayList<StoredLayer>();
    for (int i = 0; i < count; i++) {
      layers.add(
          new StoredLayer(Digest.parse(text(data)), Path.of(text(data)), Path.of(text(data))));
    }
    return layers;
  }

  private static void result(DataOutputStream data, RunResult result) throws IOException {
    switch (result) {
      case RunResult.Changed(var layer) -> {
        data.writeByte(1);
        text(data, layer.diffId().toString());
        data.writeLong(layer.size());
        data.writeLong(layer.entries());
      }
      case RunResult.Failed(Outcome.Exited(var code)) -> {
        data.writeByte(2);
        data.writeInt(code);
      }
      case RunResult.Failed(Outcome.Killed(var signal)) -> {
        data.writeByte(3);
        data.writeInt(signal);
      }
      case RunResult.Failed(Outcome.NotStarted(var reason, var errno)) -> {
        data.writeByte(4);
        text(data, reason);
        data.writeInt(errno);
      }
    }
  }

  private static RunResult result(DataInputStream data) throws IOException {
    int kind = data.readUnsignedByte();
    return switch (kind) {
      case 1 ->
          new RunResult.Changed(
              new LayerSummary(Digest.parse(text(data)), data.readLong(), data.readLong()));
      case 2 -> new RunResult.Failed(new Outcome.Exited(data.readInt()));
      case 3 -> new RunResult.Failed(new Outcome.Killed(data.readInt()));
      case 4 -> new RunResult.Failed(new Outcome.NotStarted(text(data), data.readInt()));
      default -> throw new IOException("a result of the unknown kind " + kind);
    };
  }

  static void texts(DataOutputStream data, List<String> texts) throws IOException {
    data.writeInt(texts.size());
    for (var text : texts) {
      text(data, text);
    }
  }

  static List<String> texts(DataInputStream data) throws IOException {
    int count = data.readInt();
    var texts = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      texts.add(text(data));
    }
    return texts;
  }

  static void text(DataOutputStream data, String text) throws IOException {
    bytes(data, text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(DataInputStream data) throws IOException {
    return new String(bytes(data), StandardCharsets.UTF_8);
  }

  static void bytes(DataOutputStream data, byte[] bytes) throws IOException {
    data.writeInt(bytes.length);
    data.write(bytes);
  }

  static byte[] bytes(DataInputStream data) throws IOException {
    int length = data.readInt();
    if (length < 0 || length > LONGEST_FRAME) {
      throw new IOException("a field of %d bytes".formatted(length));
    }
    return data.readNBytes(length);
  }
}
