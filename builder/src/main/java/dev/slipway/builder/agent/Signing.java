package dev.slipway.builder.agent;

import java.security.GeneralSecurityException;
import java.util.List;

/// Lists keys, and signs with them. All other requests fail: keys are neither given nor taken.
///
/// @param keys the keys
record Signing(List<AgentKey> keys) implements Agent.Conversation {
  @Override
  public byte[] answer(byte[] request) {
    try {
      var reader = new SshReader(request);
      return switch (reader.octet()) {
        case Agent.Message.REQUEST_IDENTITIES -> identities();
        case Agent.Message.SIGN_REQUEST ->
            signature(reader.string(), reader.string(), reader.number());
        default -> Agent.Message.failure();
      };
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return Agent.Message.failure();
    }
  }

  private byte[] identities() {
    var answer = new SshWriter().octet(Agent.Message.IDENTITIES).number(keys.size());
    for (var key : keys) {
      answer.string(key.publicKey()).text(key.comment());
    }
    return answer.bytes();
  }

  private byte[] signature(byte[] publicKey, byte[] message, int flags)
      throws GeneralSecurityException {
    for (var key : keys) {
      if (key.is(publicKey)) {
        return new SshWriter()
            .octet(Agent.Message.SIGNATURE)
            .string(key.sign(message, flags))
            .bytes();
      }
    }
    return Agent.Message.failure();
  }

  @Override
  public void close() {}
}
