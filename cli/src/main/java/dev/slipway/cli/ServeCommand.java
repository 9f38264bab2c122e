package dev.slipway.cli;

import dev.slipway.registry.serve.Server;
import dev.slipway.registry.serve.Setup;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// `slipway serve`.
final class ServeCommand implements Command {
  private static final int PORTS = 65_536;

  @Override
  public List<String> description() {
    return List.of(
        "Runs a small OCI registry for tests, demonstrations and moves without a network.",
        "",
        "Prints its URL and serves until it is stopped (Ctrl-C). Everybody who can reach the address",
        "may push and pull: keep it on this machine.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Flag.value(
            "HOST:PORT",
            "Where to listen; port 0 takes a free one. Default: 127.0.0.1:0.",
            "--listen"),
        Flag.value(
            "DIR",
            "The folder that keeps what is pushed. Default: a temporary one, deleted at the end.",
            "--root"),
        Flag.json());
  }

  @Override
  public ExitCode run(Arguments arguments, Surroundings surroundings) {
    var setup =
        Setup.usual().listeningAt(address(arguments.value("--listen").orElse("127.0.0.1:0")));
    var root = arguments.value("--root").map(surroundings::resolve);
    if (root.isPresent()) {
      setup = setup.keptIn(root.get());
    }
    try (var server = Server.start(setup)) {
      var url = server.uri().toString();
      surroundings.out().println(arguments.has("--json") ? Json.line(Map.of("url", url)) : url);
      await(surroundings.cancellation());
    } catch (UncheckedIOException e) {
      throw new CommandException.Failed("slipway serve: " + e.getMessage());
    }
    return ExitCode.SUCCESS;
  }

  private static void await(Cancellation cancellation) {
    var stopped = new CountDownLatch(1);
    cancellation.onCancel(stopped::countDown);
    try {
      stopped.await();
    } catch (InterruptedException e) {
      // The same wish, told in the other way; the server closes undisturbed.
    }
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    var host = text.substring(0, Math.max(colon, 0)).replaceAll("^\\[|\\]$", "");
    var port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) >= PORTS) {
      throw new CommandException.Usage(
          "slipway serve: --listen %s is not HOST:PORT, such as 127.0.0.1:0".formatted(text));
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
    } catch (UnknownHostException e) {
      throw new CommandException.Failed(
          "slipway serve: --listen %s: there is no host '%s'".formatted(text, host));
    }
  }
}
