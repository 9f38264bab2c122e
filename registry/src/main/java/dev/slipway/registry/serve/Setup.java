package dev.slipway.registry.serve;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// How a [Server] is to be.
///
/// @param listen the address; port 0 takes a free one
/// @param root the folder that keeps what is pushed, made when absent; empty for a temporary one
/// @param access who may use the server
/// @param lacks what the server does without
/// @param limits how much it takes and gives at once
/// @param faults the misbehaviour that a test orders
/// @param witness is told of every request before it is answered, on the request's own thread
public record Setup(
    InetSocketAddress listen,
    Optional<Path> root,
    Access access,
    Set<Feature> lacks,
    Limits limits,
    Faults faults,
    Consumer<Request> witness) {

  /// Copies the features.
  public Setup {
    lacks = Set.copyOf(lacks);
  }

  /// A free port of this machine's loopback, a temporary folder, no credentials, nothing lacking.
  public static Setup usual() {
    return new Setup(
        new InetSocketAddress(loopback(), 0),
        Optional.empty(),
        new Access.Open(),
        Set.of(),
        Limits.USUAL,
        new Faults(),
        _ -> {});
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  /// The same, listening at `address`.
  public Setup listeningAt(InetSocketAddress address) {
    return new Setup(address, root, access, lacks, limits, faults, witness);
  }

  /// The same, keeping what is pushed in `folder`.
  public Setup keptIn(Path folder) {
    return new Setup(listen, Optional.of(folder), access, lacks, limits, faults, witness);
  }

  /// The same, open to those whom `access` lets in.
  public Setup guardedBy(Access access) {
    return new Setup(listen, root, access, lacks, limits, faults, witness);
  }

  /// The same, without `features`.
  public Setup without(Feature... features) {
    return new Setup(listen, root, access, Set.of(features), limits, faults, witness);
  }

  /// The same, with other limits.
  public Setup within(Limits limits) {
    return new Setup(listen, root, access, lacks, limits, faults, witness);
  }

  /// The same, misbehaving as `faults` say; faults may be ordered later, too.
  public Setup misbehaving(Faults faults) {
    return new Setup(listen, root, access, lacks, limits, faults, witness);
  }

  /// The same, telling `witness` of every request.
  public Setup watchedBy(Consumer<Request> witness) {
    return new Setup(listen, root, access, lacks, limits, faults, witness);
  }
}
