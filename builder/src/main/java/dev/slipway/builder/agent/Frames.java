package dev.slipway.builder.agent;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// The messages of the agent protocol: a length of four bytes, and as many bytes.
final class Frames {
  /// As in OpenSSH.
  private static final int LONGEST = 256 * 1024;

  private Frames() {}

  /// The next message, or nothing when the other side has ended.
  ///
  /// @throws IOException when it ends within a message, or sends one that is too long
  static Optional<byte[]> read(SocketChannel channel) throws IOException {
    var head = ByteBuffer.allocate(4);
    if (!fill(channel, head)) {
      return Optional.empty();
    }
    int length = head.flip().getInt();
    if (length < 1 || length > LONGEST) {
      throw new IOException("a message of %d bytes".formatted(length));
    }
    var body = ByteBuffer.allocate(length);
    if (!fill(channel, body)) {
      throw new EOFException("the connection ended within a message");
    }
    return Optional.of(body.array());
  }

  private static boolean fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  static void write(SocketChannel channel, byte[] message) throws IOException {
    var frame = ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }
}
