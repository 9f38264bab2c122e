package dev.slipway.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// One word of EXPOSE after expansion: `80`, `8000-8010/udp`.
///
/// `protocol` is as written, `tcp` when it is not. An address or a host's port before a colon is
/// accepted and means nothing; `mapped` tells that there was one.
public record PortRange(int first, int last, String protocol, boolean mapped) {
  private static final int HIGHEST = 65535;
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{1,9}");
  private static final Pattern ADDRESS_4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern ADDRESS_6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /// Reads one word.
  ///
  /// Throws IllegalArgumentException, in BuildKit's words, when it names no ports.
  public static PortRange parse(String word) {
    int lastColon = word.lastIndexOf(':');
    int firstColon = lastColon < 0 ? -1 : word.lastIndexOf(':', lastColon - 1);
    var address = firstColon < 0 ? "" : word.substring(0, firstColon);
    var host = lastColon < 0 ? "" : word.substring(firstColon + 1, lastColon);
    var container = word.substring(lastColon + 1);
    int slash = container.indexOf('/');
    var written = slash < 0 ? "" : container.substring(slash + 1);
    var ports = slash < 0 ? container : container.substring(0, slash);
    checkProtocol(word, ports, written);
    checkAddress(address);
    var range = range(ports, "containerPort");
    if (!host.isEmpty()) {
      var hostRange = range(host, "hostPort");
      if (range[0] != range[1] && range[1] - range[0] != hostRange[1] - hostRange[0]) {
        throw new IllegalArgumentException(
            "invalid ranges specified for container and host Ports: %s and %s"
                .formatted(ports, host));
      }
    }
    return new PortRange(
        range[0],
        range[1],
        written.isEmpty() ? "tcp" : written,
        !address.isEmpty() || !host.isEmpty());
  }

  /// Each port as the image's config names it: `80/tcp`.
  public List<String> keys() {
    var lower = protocol.toLowerCase(Locale.ROOT);
    return IntStream.rangeClosed(first, last).mapToObj(port -> port + "/" + lower).toList();
  }

  private static void checkProtocol(String word, String ports, String protocol) {
    if (ports.isEmpty()) {
      throw new IllegalArgumentException("invalid port: \"%s\": no port specified".formatted(word));
    }
    switch (protocol.toLowerCase(Locale.ROOT)) {
      case "", "tcp", "udp", "sctp" -> {}
      default ->
          throw new IllegalArgumentException(
              "invalid port: \"%s\": invalid proto: %s".formatted(word, protocol));
    }
  }

  private static void checkAddress(String address) {
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    var bare = bracketed ? address.substring(1, address.length() - 1) : address;
    if (!bare.isEmpty()
        && !ADDRESS_4.matcher(bare).matches()
        && !ADDRESS_6.matcher(bare).matches()) {
      throw new IllegalArgumentException("invalid IP address: " + address);
    }
  }

  private static int[] range(String ports, String name) {
    int dash = ports.indexOf('-');
    int first = port(dash < 0 ? ports : ports.substring(0, dash));
    int last = dash < 0 ? first : port(ports.substring(dash + 1));
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("invalid %s: %s".formatted(name, ports));
    }
    return new int[] {first, last};
  }

  private static int port(String digits) {
    if (!NUMBER.matcher(digits).matches()) {
      return -1;
    }
    int port = Integer.parseInt(digits);
    return port > HIGHEST ? -1 : port;
  }
}
