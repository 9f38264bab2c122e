package dev.slipway.builder.sandbox;

import java.util.List;

/// What a command finds around it, beside its file system.
///
/// @param hostname the name of the machine it believes to be on
/// @param network what it may reach
/// @param hosts lines for `/etc/hosts` beyond those for the machine itself
/// @param resolver the content of `/etc/resolv.conf`
/// @param mounts what else appears in its file system while it runs
/// @param rights what root may do
/// @param limits what the command may have of what the kernel counts
public record Isolation(
    String hostname,
    Network network,
    List<Host> hosts,
    String resolver,
    List<Mount> mounts,
    Rights rights,
    List<Limit> limits) {

  /// Copies the lists.
  public Isolation {
    hosts = List.copyOf(hosts);
    mounts = List.copyOf(mounts);
    limits = List.copyOf(limits);
  }

  /// With the usual rights and limits.
  public Isolation(
      String hostname, Network network, List<Host> hosts, String resolver, List<Mount> mounts) {
    this(hostname, network, hosts, resolver, mounts, Rights.USUAL, List.of());
  }

  /// The same with other mounts.
  public Isolation with(List<Mount> others) {
    return new Isolation(hostname, network, hosts, resolver, others, rights, limits);
  }

  /// What root may do in a sandbox.
  public enum Rights {
    /// What Docker lets it.
    USUAL,
    /// Whatever the worker may.
    ALL
  }

  /// What a command may reach.
  public enum Network {
    /// All that this machine reaches.
    HOST,
    /// Only itself.
    NONE
  }

  /// A limit that the command and all that it starts have.
  ///
  /// @param text what it is, for messages
  /// @param resource the kernel's number of what is counted
  /// @param soft what holds; -1 for no limit
  /// @param hard the most that the command may make of it; -1 for no limit
  public record Limit(String text, int resource, long soft, long hard) {}

  /// A name and where it leads.
  ///
  /// @param name the name
  /// @param address the address, as text
  public record Host(String name, String address) {}

  /// The content of `/etc/hosts`.
  String hostsFile() {
    var text = new StringBuilder("127.0.0.1\tlocalhost ").append(hostname).append('\n');
    text.append("::1\tlocalhost ip6-localhost ip6-loopback\n");
    hosts.forEach(
        host -> text.append(host.address()).append('\t').append(host.name()).append('\n'));
    return text.toString();
  }
}
