package dev.slipway.builder.remote;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.address.WebAddress;
import dev.slipway.builder.context.PinnedSource;
import dev.slipway.builder.store.Store;
import dev.slipway.builder.store.WebFiles.WebFile;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Tree;
import dev.slipway.image.Digest;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.transport.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/// Files of web servers: pinned by asking whether they are still what they were, and kept in the
/// store.
///
/// @param store keeps what came
/// @param servers are asked
/// @param listener hears what came of it
record Downloads(Store store, WebServers servers, BuildListener listener) {
  private static final int MODE = 0600;
  // Two changes within one tick of the server's clock have the same time.
  private static final Duration TICK = Duration.ofSeconds(2);

  /// What `web` holds: with a checksum nobody is asked.
  ///
  /// @throws RegistryException when the server does not give it
  PinnedSource.WebFile pin(RemoteSource.Web web) {
    var address = web.address();
    var content =
        web.checksum()
            .orElseGet(() -> asked(address, known(address), Digest.Algorithm.SHA256).content());
    return new PinnedSource.WebFile(address, address.fileName(), content);
  }

  /// The file, as it is copied: readable by its owner alone, and as old as the server says.
  ///
  /// @throws RegistryException when the server does not give it, or gives something else
  Tree tree(PinnedSource.WebFile file) throws IOException {
    var address = file.address();
    var known = known(address).filter(found -> found.content().equals(file.content()));
    var found =
        known.isPresent()
            ? known.get()
            : asked(address, Optional.empty(), file.content().algorithm());
    if (!found.content().equals(file.content())) {
      throw mismatch(address, file.content(), found.content());
    }
    var blob = store.blobs().find(found.content()).orElseThrow();
    var modified = found.modified().orElse(Instant.EPOCH);
    var metadata = Metadata.of(MODE, 0).withTime(modified.getEpochSecond(), modified.getNano());
    return new SingleFile(file.name(), metadata, blob, Files.size(blob));
  }

  /// When it was changed last, as far as its server says.
  ///
  /// @throws RegistryException when the server does not give it, or gives something else
  Optional<Instant> modified(PinnedSource.WebFile file) throws IOException {
    // Where a checksum was given nobody may have been asked yet.
    tree(file);
    return known(file.address()).flatMap(WebFile::modified);
  }

  private RegistryException mismatch(WebAddress address, Digest expected, Digest found)
      throws IOException {
    var size = Files.size(store.blobs().find(found).orElseThrow());
    return new RegistryException.Mismatch("GET " + address, expected, found, size);
  }

  private Optional<WebFile> known(WebAddress address) {
    return store
        .webFiles()
        .find(key(address))
        .filter(file -> store.blobs().find(file.content()).isPresent());
  }

  // What one user may see is not what another may.
  private static Digest key(WebAddress address) {
    var text = address.uri() + " " + address.login().map(WebAddress.Login::user).orElse("");
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private WebFile asked(WebAddress address, Optional<WebFile> known, Digest.Algorithm algorithm) {
    var response =
        servers.get(
            address,
            known.map(Downloads::conditions).orElse(Headers.NONE),
            known.isPresent() ? Set.of(200, 304) : Set.of(200));
    if (known.isPresent()
        && (response.status() == 304 || isUnchanged(known.get(), response.headers()))) {
      response.close();
      heard(address, known.get(), Optional.of("unchanged"));
      return known.get();
    }
    var saved = new Download(store, servers, address, algorithm).save(response);
    var file =
        new WebFile(
            saved.content(),
            saved.headers().find("ETag").filter(tag -> !tag.isBlank()),
            modified(saved.headers()),
            validator(saved.headers()));
    store.webFiles().remember(key(address), file);
    heard(address, file, Optional.empty());
    return file;
  }

  // By time alone a server would also keep quiet about an older file that was put in its place.
  private static Headers conditions(WebFile known) {
    return known.entityTag().map(tag -> Headers.of("If-None-Match", tag)).orElse(Headers.NONE);
  }

  // Some servers have tags and do not compare them, and some have times alone. What it is about is
  // known before the content is read.
  private boolean isUnchanged(WebFile known, Headers headers) {
    var tag = headers.find("ETag");
    if (tag.isPresent() || known.entityTag().isPresent()) {
      return tag.map(Downloads::opaque).equals(known.entityTag().map(Downloads::opaque));
    }
    return known.validator().isPresent()
        && known.validator().equals(headers.find("Last-Modified"))
        && headers.number("Content-Length").equals(size(known.content()));
  }

  private Optional<Long> size(Digest content) {
    try {
      return Optional.of(Files.size(store.blobs().find(content).orElseThrow()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String opaque(String entityTag) {
    return entityTag.startsWith("W/") ? entityTag.substring(2) : entityTag;
  }

  private static Optional<Instant> modified(Headers headers) {
    return headers.find("Last-Modified").flatMap(Downloads::instant);
  }

  private static Optional<String> validator(Headers headers) {
    var modified = modified(headers);
    var now = headers.find("Date").flatMap(Downloads::instant);
    return modified.isPresent() && now.isPresent() && !modified.get().plus(TICK).isAfter(now.get())
        ? headers.find("Last-Modified")
        : Optional.empty();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private void heard(WebAddress address, WebFile file, Optional<String> note) {
    listener.heard(
        new BuildEvent.SourcePinned(address.toString(), file.content().toString(), note));
  }
}
