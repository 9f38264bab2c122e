package dev.slipway.builder;

import dev.slipway.builder.check.ImageFacts;
import dev.slipway.builder.export.ClampedTimes;
import dev.slipway.builder.export.Export;
import dev.slipway.builder.export.StorePlace;
import dev.slipway.builder.plan.StageImages;
import dev.slipway.builder.store.Bases;
import dev.slipway.builder.store.Store;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.lint.LintContext;
import dev.slipway.dockerfile.lint.LintReport;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Document;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.image.Reference;
import dev.slipway.registry.Copy;
import dev.slipway.registry.CopyEvent;
import dev.slipway.registry.Place;
import dev.slipway.registry.remote.Access;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// Builds images and keeps them in the local store.
///
/// One builder may build several images, also at once. It holds the store open until it is closed.
public final class Builder implements AutoCloseable {
  private final Equipment equipment;

  private Builder(Equipment equipment) {
    this.equipment = equipment;
  }

  /// Opens the store that `settings` name; waits while another process prunes it.
  ///
  /// @throws BuildException.MachineFailed when it cannot be opened
  public static Builder open(BuilderSettings settings) {
    return open(settings, BuildListener.silent());
  }

  /// The same.
  ///
  /// @param listener hears of a wait that is not short
  /// @throws BuildException.MachineFailed when it cannot be opened
  public static Builder open(BuilderSettings settings, BuildListener listener) {
    return new Builder(new Equipment(settings, Store.open(settings.store(), listener)));
  }

  /// The local store.
  public Store store() {
    return equipment.store();
  }

  /// Builds what `request` says, as far as earlier builds have not.
  ///
  /// The result is in the local store and has no name; nothing outside of the store has changed.
  ///
  /// @throws dev.slipway.dockerfile.DockerfileException.Invalid when the Dockerfile is wrong, or
  ///     asks for what is not there
  /// @throws BuildException when the build cannot be done
  /// @throws dev.slipway.registry.RegistryException when a base image cannot be had
  public BuiltImage build(BuildRequest request, BuildListener listener) {
    return preparation(request, listener).prepared(PreparedBuild::image);
  }

  /// Says what [#build] would do now, and why; nothing is executed or changed.
  ///
  /// @throws RuntimeException as `build` does, as far as the plan and the files are concerned
  public Explanation explain(BuildRequest request, BuildListener listener) {
    return preparation(request, listener).prepared(PreparedBuild::explanation);
  }

  private Preparation preparation(BuildRequest request, BuildListener listener) {
    return new Preparation(equipment, request, new OneAtATime(listener));
  }

  /// Reads the Dockerfile of `request`, wherever it lies, and gives what can be said of it to
  /// `work`. What was brought here for that can be used as long as `work` goes on.
  ///
  /// Its checks know what base images say of themselves. A base image that is not there is an error
  /// of the report; where a registry cannot be reached, the file is checked without it and the
  /// listener hears of it.
  ///
  /// @throws BuildException when a file cannot be had, the store not be used, or somebody cancels
  /// @throws dev.slipway.dockerfile.DockerfileException.Invalid when the ignore file is wrong
  /// @throws dev.slipway.registry.RegistryException when what lies elsewhere cannot be had
  public <T> T evaluated(
      BuildRequest request, BuildListener listener, Function<Evaluation, T> work) {
    var heard = new OneAtATime(listener);
    try (var remotes = equipment.remotes(request, heard)) {
      return work.apply(
          Evaluation.of(request, equipment.machine(), new RequestFiles(request, remotes))
              .checkedBy((file, context) -> check(request, file, context, heard)));
    }
  }

  private LintReport check(
      BuildRequest request, Dockerfile file, LintContext context, BuildListener listener) {
    var images =
        new StageImages(
            file, equipment.planSettings(request), equipment.baseImages(request, listener));
    if (request.target().isEmpty()) {
      images.expectAll();
    }
    return new ImageFacts(images).lint(file, context, listener);
  }

  /// Gives the image a name in the local store.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be written
  public void keep(BuiltImage image, Reference name) {
    store().images().name(name, image.record());
  }

  /// An image of the local store.
  ///
  /// @param name the name that it was given
  /// @throws BuildException.Definition when there is none of that name
  public BuiltImage find(Reference name) {
    var record = store().images().need(name);
    var config = store().blobs().need(record.config(), "store:" + name.familiar());
    return BuiltImage.stored(Document.of(MediaType.OCI_CONFIG, config), record);
  }

  /// Brings an image of a registry into the local store and gives it a name there.
  ///
  /// It is known as the base image `source` then, too, which needs no registry any more.
  ///
  /// @param platform which one is taken of an image for several
  /// @return its manifest
  /// @throws dev.slipway.registry.RegistryException when the registry does not give it
  /// @throws BuildException.MachineFailed when the store cannot be written
  public Descriptor pull(
      Reference source, Reference name, Platform platform, CopyEvent.Listener listener) {
    var asked = source.withDefaultTag();
    try (var registry = equipment.settings().registries().repository(source, Access.PULL)) {
      var top = registry.resolve(asked.identifier());
      var manifest =
          Copy.between(registry, place())
              .withPlatform(platform)
              .withListener(listener)
              .run(top, List.of(name.withDefaultTag().familiar()));
      store()
          .bases()
          .remember(
              asked.toString(),
              platform.toString(),
              new Bases.Meaning(top.digest(), manifest.mediaType().toString(), manifest.digest()));
      return manifest;
    }
  }

  /// The local store as a place to copy from and to. Images are tagged there with their whole
  /// names.
  public Place place() {
    return new StorePlace(store(), equipment.layers(BuildListener.silent()), equipment.clock());
  }

  /// The image with no file in the layers that were built younger than its epoch; the same image
  /// when it has none. It is in the local store, and has no name there.
  ///
  /// @throws BuildException.MachineFailed when the store cannot be read or written
  public BuiltImage withClampedTimes(BuiltImage image) {
    return image.epoch().map(latest -> clamped(image, latest)).orElse(image);
  }

  private BuiltImage clamped(BuiltImage image, Instant latest) {
    var clamped = image.withOwnLayers(new ClampedTimes(store(), latest)::of);
    store().blobs().put(clamped.config().bytes());
    return clamped;
  }

  /// Writes the image to `place` and gives it the tags there, last of all.
  ///
  /// @return its manifest
  /// @throws dev.slipway.registry.RegistryException when the place cannot be written
  public Descriptor write(
      BuiltImage image, Place place, List<String> tags, CopyEvent.Listener listener) {
    var fetch = equipment.layers(BuildListener.silent());
    var exported = new Export(store(), fetch).prepare(image.record(), image.config());
    return Copy.between(exported.place(), place)
        .withListener(listener)
        .run(exported.manifest(), tags);
  }

  /// Pushes the image to the registry of `target`, under its tag.
  ///
  /// @return its manifest
  /// @throws dev.slipway.registry.RegistryException when the registry does not take it
  public Descriptor push(BuiltImage image, Reference target, CopyEvent.Listener listener) {
    try (var place = equipment.settings().registries().repository(target, Access.PUSH)) {
      return write(image, place, List.of(target.withDefaultTag().identifier()), listener);
    }
  }

  @Override
  public void close() {
    store().close();
  }
}
