package dev.slipway.builder.checkout;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A web server that gives out the repositories of a folder, on this machine only.
///
/// It is either dumb, which is a server of files, or smart, which has `git http-backend` do it.
public final class GitServer implements AutoCloseable {
  public enum Kind {
    DUMB,
    SMART
  }

  private final HttpServer server;
  private final Path folder;
  private final Kind kind;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Optional<String> authorization = Optional.empty();

  private GitServer(HttpServer server, Path folder, Kind kind) {
    this.server = server;
    this.folder = folder;
    this.kind = kind;
  }

  public static GitServer of(Path folder, Kind kind) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var server = HttpServer.create(address, 0);
      var git = new GitServer(server, folder, kind);
      server.createContext("/", git::answer);
      server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
      server.start();
      return git;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public String url(String path) {
    return "http://" + host() + "/" + path;
  }

  /// Lets nobody in who does not say this.
  public GitServer demanding(String header) {
    authorization = Optional.of(header);
    return this;
  }

  /// What was asked for: for each request its path, and what it said to be let in.
  public List<String> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var said = exchange.getRequestHeaders().getFirst("Authorization");
      asked.add(exchange.getRequestURI().getPath() + " " + said);
      if (authorization.isPresent() && !authorization.get().equals(said)) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      switch (kind) {
        case DUMB -> file(exchange);
        case SMART -> backend(exchange);
      }
    }
  }

  private void file(HttpExchange exchange) throws IOException {
    var file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
    if (!Files.isRegularFile(file)) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    var content = Files.readAllBytes(file);
    exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
  }

  private void backend(HttpExchange exchange) throws IOException {
    var builder = new ProcessBuilder("git", "http-backend");
    var environment = builder.environment();
    environment.put("GIT_PROJECT_ROOT", folder.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    var query = exchange.getRequestURI().getRawQuery();
    environment.put("QUERY_STRING", query == null ? "" : query);
    header(exchange, "Content-Type").ifPresent(type -> environment.put("CONTENT_TYPE", type));
    header(exchange, "Git-Protocol").ifPresent(one -> environment.put("GIT_PROTOCOL", one));
    header(exchange, "Content-Encoding")
        .ifPresent(encoding -> environment.put("HTTP_CONTENT_ENCODING", encoding));
    var body = exchange.getRequestBody().readAllBytes();
    environment.put("CONTENT_LENGTH", Integer.toString(body.length));
    var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var in = process.getOutputStream()) {
      in.write(body);
    }
    answer(exchange, process.getInputStream().readAllBytes());
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private static void answer(HttpExchange exchange, byte[] said) throws IOException {
    InputStream in = new ByteArrayInputStream(said);
    int status = 200;
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      var value = line.substring(colon + 1).strip();
      if (line.startsWith("Status:")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(line.substring(0, colon), value);
      }
    }
    var body = in.readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return new String(
        line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
