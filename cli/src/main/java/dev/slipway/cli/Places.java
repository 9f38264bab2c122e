package dev.slipway.cli;

import dev.slipway.builder.BuildListener;
import dev.slipway.builder.Builder;
import dev.slipway.dockerfile.lint.LintContext.OwnRules;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.Reference;
import dev.slipway.registry.Place;
import dev.slipway.registry.PlaceName;
import dev.slipway.registry.RegistryException;
import dev.slipway.registry.layout.DockerArchive;
import dev.slipway.registry.layout.GrowingArchive;
import dev.slipway.registry.layout.Layout;
import dev.slipway.registry.layout.LayoutArchive;
import dev.slipway.registry.layout.LayoutFolder;
import dev.slipway.registry.remote.Access;
import dev.slipway.registry.remote.RegistryClient;
import dev.slipway.registry.remote.RegistryOptions;
import dev.slipway.registry.transport.Authorities;
import dev.slipway.registry.transport.Proxies;
import dev.slipway.registry.transport.TransportOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Opens the places that users name, with their credentials and proxies.
final class Places implements AutoCloseable {
  private final Surroundings surroundings;
  private final Set<String> plain;
  private final OwnRules rules;
  private final BuildListener listener;
  private final StoredUploads uploads;
  private Optional<RegistryClient> client = Optional.empty();
  private Optional<Builder> builder = Optional.empty();

  private Places(
      Surroundings surroundings, Set<String> plain, OwnRules rules, BuildListener listener) {
    this.surroundings = surroundings;
    this.plain = plain;
    this.rules = rules;
    this.listener = listener;
    this.uploads = new StoredUploads(surroundings, listener);
  }

  /// The local store alone; registries as they usually are.
  Places(Surroundings surroundings) {
    this(surroundings, Set.of(), OwnRules.ON, new PlainProgress(surroundings.err()));
  }

  /// All places, for a command that has [Flag#plainHttp()] and shows no progress.
  Places(Arguments arguments, Surroundings surroundings) {
    this(arguments, surroundings, new PlainProgress(surroundings.err()));
  }

  /// All places, for a command that has [Flag#plainHttp()].
  ///
  /// @param listener hears when the local store has to be waited for
  Places(Arguments arguments, Surroundings surroundings, BuildListener listener) {
    this(arguments, surroundings, OwnRules.ON, listener);
  }

  /// The same with a builder that makes Slipway's own checks or does not.
  Places(Arguments arguments, Surroundings surroundings, OwnRules rules, BuildListener listener) {
    this(surroundings, plain(arguments), rules, listener);
  }

  private static Set<String> plain(Arguments arguments) {
    return arguments.values("--plain-http").stream()
        .map(text -> RegistryName.parse(text).host())
        .collect(Collectors.toSet());
  }

  /// An image in a place.
  ///
  /// @param place the place, to be closed by whoever asked for it
  /// @param identifier the tag or digest there; empty for the only image of a layout
  record Spot(Place place, Optional<String> identifier) implements AutoCloseable {
    /// The manifest or index that is there.
    Document document() {
      return place.document(resolve());
    }

    Descriptor resolve() {
      if (identifier.isPresent() || !(place instanceof Layout layout)) {
        return place.resolve(identifier.orElse("latest"));
      }
      return layout.sole();
    }

    @Override
    public void close() {
      place.close();
    }
  }

  /// Opens the image that `name` names.
  ///
  /// @throws CommandException.Failed when it is to be in a file or folder that is not there
  Spot read(PlaceName name) {
    return asking(name, () -> open(name));
  }

  private Spot open(PlaceName name) {
    return switch (name) {
      case PlaceName.InRegistry(var reference) ->
          new Spot(remote(reference, Access.PULL), Optional.of(reference.identifier()));
      case PlaceName.InStore(var reference) -> stored(reference);
      case PlaceName.InLayout(var folder, var identifier) ->
          new Spot(LayoutFolder.open(surroundings.resolve(folder.toString())), identifier);
      case PlaceName.InArchive(var file, var identifier) ->
          new Spot(LayoutArchive.open(surroundings.resolve(file.toString())), identifier);
      case PlaceName.InDockerArchive(var file, var identifier) ->
          new Spot(DockerArchive.open(surroundings.resolve(file.toString())), identifier);
    };
  }

  /// Opens the place where `name` is to be written.
  Spot write(PlaceName name) {
    return switch (name) {
      case PlaceName.InRegistry(var reference) ->
          new Spot(remote(reference, Access.PUSH), Optional.of(reference.tagOrDigest()));
      case PlaceName.InStore(var reference) -> stored(reference);
      case PlaceName.InLayout(var folder, var identifier) ->
          new Spot(LayoutFolder.create(surroundings.resolve(folder.toString())), identifier);
      case PlaceName.InArchive(var file, var identifier) ->
          new Spot(archive(file, GrowingArchive.Kind.OCI), identifier);
      case PlaceName.InDockerArchive(var file, var identifier) ->
          new Spot(archive(file, GrowingArchive.Kind.DOCKER), identifier);
    };
  }

  private GrowingArchive archive(Path file, GrowingArchive.Kind kind) {
    return StandardOutput.is(file)
        ? StandardOutput.archive(surroundings, kind)
        : GrowingArchive.create(surroundings.resolve(file.toString()), kind);
  }

  /// Asks for the image `name`.
  ///
  /// @throws RegistryException.NotFound when the registry has none, with words for who typed it
  /// @throws CommandException.Failed when this machine has none: no registry is to blame
  static <T> T asking(PlaceName name, Supplier<T> question) {
    try {
      return question.get();
    } catch (RegistryException.NotFound e) {
      throw switch (name) {
        case PlaceName.InRegistry _ ->
            new RegistryException.NotFound(
                "there is no image %s, or it is hidden: %s. Check its name and tag; when it is private, log in"
                    .formatted(name, e.text()));
        case PlaceName.InStore _,
            PlaceName.InLayout _,
            PlaceName.InArchive _,
            PlaceName.InDockerArchive _ ->
            new CommandException.Failed("slipway: " + e.text());
      };
    }
  }

  /// As [#asking]; where a registry does not have or give the image, and the local store has one of
  /// this name, or none but one that is called nearly so, the failure says it.
  <T> T askingFor(PlaceName name, Supplier<T> question) {
    try {
      return asking(name, question);
    } catch (RegistryException e) {
      throw name instanceof PlaceName.InRegistry(var reference)
              && Files.isDirectory(Homes.store(surroundings))
          ? withStored(e, reference)
          : e;
    }
  }

  private RegistryException withStored(RegistryException e, Reference asked) {
    var images = builder().store().images();
    if (images.find(asked).isPresent()) {
      return e.within(
          "%s is a registry's; the image in the local store is store:%s"
              .formatted(asked, asked.familiar()));
    }
    return switch (e) {
      case RegistryException.NotFound _, RegistryException.Denied _ ->
          images
              .near(asked)
              .map(
                  near ->
                      e.within(
                          "%s is a registry's; the local store has store:%s, if that was meant"
                              .formatted(asked, near.familiar())))
              .orElse(e);
      case RegistryException.Mismatch _,
          RegistryException.Unreachable _,
          RegistryException.DiskFailed _,
          RegistryException.Refused _,
          RegistryException.Malformed _,
          RegistryException.Cancelled _ ->
          e;
    };
  }

  private Spot stored(Reference reference) {
    return new Spot(builder().place(), Optional.of(reference.withDefaultTag().familiar()));
  }

  private Place remote(Reference reference, Access access) {
    return client().repository(reference, access);
  }

  /// The client of all registries, with the logins of the user.
  synchronized RegistryClient client() {
    if (client.isEmpty()) {
      client = Optional.of(new RegistryClient(options()));
    }
    return client.get();
  }

  /// The builder with the local store, which is open from now on.
  synchronized Builder builder() {
    if (builder.isEmpty()) {
      builder =
          Optional.of(
              Builder.open(
                  BuildCommand.settings(surroundings, this).withOwnRules(rules), listener));
    }
    return builder.get();
  }

  private RegistryOptions options() {
    var transport =
        TransportOptions.DEFAULT
            .withProxies(proxies())
            .withAuthorities(Authorities.of(surroundings.environment()))
            .withUserAgent("slipway/" + Version.ownNumber());
    return RegistryOptions.DEFAULT
        .withTransport(transport)
        .withCredentials(new Logins(surroundings))
        .withPlain(plain)
        .withJournal(uploads);
  }

  private Proxies proxies() {
    try {
      return Proxies.of(surroundings.environment());
    } catch (IllegalArgumentException e) {
      throw new CommandException.Failed("slipway: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    builder.ifPresent(Builder::close);
    client.ifPresent(RegistryClient::close);
    uploads.close();
  }
}
