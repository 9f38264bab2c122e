package dev.slipway.builder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// What every RUN of a build finds around it, and what it may ask for. A value: each `with…` gives
/// another one.
///
/// @param secrets what `--mount=type=secret` may ask for, by id
/// @param agents what `--mount=type=ssh` may ask for, by id; the usual id is `default`
/// @param hosts further names for `/etc/hosts`
/// @param network what a RUN reaches that does not say it
/// @param sharedMemory the size of `/dev/shm` in bytes; 64 MiB when there is none
/// @param hostname the name of the machine that commands believe to be on
/// @param limits what commands may have of what the kernel counts, at most one for each resource;
///     what is not named is as for this process
/// @param allowed what a Dockerfile may ask for beyond the usual
public record RunSettings(
    Map<String, SecretSource> secrets,
    Map<String, SshAgent> agents,
    List<Host> hosts,
    Network network,
    OptionalLong sharedMemory,
    Optional<String> hostname,
    List<ResourceLimit> limits,
    Set<Entitlement> allowed) {

  /// Instead of an address: the machine that builds.
  public static final String HOST_GATEWAY = "host-gateway";

  /// Copies the collections.
  public RunSettings {
    secrets = Map.copyOf(secrets);
    agents = Map.copyOf(agents);
    hosts = List.copyOf(hosts);
    limits = List.copyOf(limits);
    allowed = Collections.unmodifiableSet(new TreeSet<>(allowed));
  }

  /// A name and where it leads.
  ///
  /// @param name the name
  /// @param address an address, or [#HOST_GATEWAY]
  public record Host(String name, String address) {}

  /// What a command may reach.
  public enum Network {
    /// All that this machine reaches.
    HOST,
    /// Only itself.
    NONE
  }

  /// What a Dockerfile may ask for only with leave.
  public enum Entitlement {
    /// `RUN --security=insecure`: every capability that the builder has.
    SECURITY_INSECURE("security.insecure"),
    /// `RUN --network=host`; Slipway gives the network of the host without asking.
    NETWORK_HOST("network.host");

    private final String word;

    Entitlement(String word) {
      this.word = word;
    }

    /// What `--allow` calls it.
    public String word() {
      return word;
    }
  }

  /// No secrets, the network of the host, and nothing beyond the usual.
  public static RunSettings usual() {
    return new RunSettings(
        Map.of(),
        Map.of(),
        List.of(),
        Network.HOST,
        OptionalLong.empty(),
        Optional.empty(),
        List.of(),
        Set.of());
  }

  /// The same with one more secret.
  public RunSettings withSecret(String id, SecretSource source) {
    var more = new LinkedHashMap<>(secrets);
    more.put(id, source);
    return new RunSettings(more, agents, hosts, network, sharedMemory, hostname, limits, allowed);
  }

  /// The same with one more agent.
  public RunSettings withAgent(String id, SshAgent agent) {
    var more = new LinkedHashMap<>(agents);
    more.put(id, agent);
    return new RunSettings(secrets, more, hosts, network, sharedMemory, hostname, limits, allowed);
  }

  /// The same with one more line in `/etc/hosts`.
  public RunSettings withHost(String name, String address) {
    var more = new ArrayList<>(hosts);
    more.add(new Host(name, address));
    return new RunSettings(secrets, agents, more, network, sharedMemory, hostname, limits, allowed);
  }

  /// The same with another network.
  public RunSettings withNetwork(Network reach) {
    return new RunSettings(secrets, agents, hosts, reach, sharedMemory, hostname, limits, allowed);
  }

  /// The same with a `/dev/shm` of `bytes`.
  public RunSettings withSharedMemory(long bytes) {
    return new RunSettings(
        secrets, agents, hosts, network, OptionalLong.of(bytes), hostname, limits, allowed);
  }

  /// The same with another name of the machine.
  public RunSettings withHostname(String name) {
    return new RunSettings(
        secrets, agents, hosts, network, sharedMemory, Optional.of(name), limits, allowed);
  }

  /// The same with one more limit, which takes the place of another one for its resource.
  public RunSettings withLimit(ResourceLimit limit) {
    var more = new ArrayList<ResourceLimit>();
    limits.stream().filter(known -> known.resource() != limit.resource()).forEach(more::add);
    more.add(limit);
    more.sort(Comparator.comparing(ResourceLimit::resource));
    return new RunSettings(secrets, agents, hosts, network, sharedMemory, hostname, more, allowed);
  }

  /// The same with leave for one more thing.
  public RunSettings with(Entitlement entitlement) {
    var more = new TreeSet<>(allowed);
    more.add(entitlement);
    return new RunSettings(secrets, agents, hosts, network, sharedMemory, hostname, limits, more);
  }
}
