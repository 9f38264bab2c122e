package dev.slipway.builder.agent;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Passes on to another agent what asks for keys and signatures, and refuses all else: who builds
/// lends the use of keys, and not the agent.
///
/// @param agent the connection to it
record Guard(SocketChannel agent) implements Agent.Conversation {
  static Guard open(Path socket) throws IOException {
    return new Guard(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  @Override
  public byte[] answer(byte[] request) throws IOException {
    int kind = request.length == 0 ? 0 : request[0];
    if (kind != Agent.Message.REQUEST_IDENTITIES && kind != Agent.Message.SIGN_REQUEST) {
      return Agent.Message.failure();
    }
    Frames.write(agent, request);
    return Frames.read(agent)
        .orElseThrow(() -> new IOException("the ssh agent closed the connection"));
  }

  @Override
  public void close() throws IOException {
    agent.close();
  }
}
