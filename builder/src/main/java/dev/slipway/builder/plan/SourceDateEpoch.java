package dev.slipway.builder.plan;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.NamedContext;
import dev.slipway.builder.address.RemoteSource;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.StageLookup;
import dev.slipway.dockerfile.scope.GlobalScope;
import dev.slipway.dockerfile.scope.StageScope;
import dev.slipway.registry.RegistryException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/// The meaning of the argument `SOURCE_DATE_EPOCH`: a time that stands for "now" in what a build
/// says of itself, so that building again says the same.
///
/// See <https://reproducible-builds.org/specs/source-date-epoch/>.
///
/// @param dockerfile the file, whose stages may be named
/// @param settings what the caller wants, with the contexts that may be named
/// @param globals the variables outside of stages
/// @param remotes tells the times of what lies elsewhere
record SourceDateEpoch(
    Dockerfile dockerfile, PlanSettings settings, GlobalScope globals, RemoteSources remotes) {
  private static final String CONTEXT = "context";
  private static final String UNFIT = "SOURCE_DATE_EPOCH stage must contain exactly one remote ADD";

  /// The time that `value` means: seconds since 1970, or the name of a source that has a time: a
  /// context from elsewhere, or a stage that is one ADD from elsewhere. Folders and images have
  /// none, and neither has an empty value.
  ///
  /// @throws BuildException.Definition when it is neither
  /// @throws DockerfileException.Invalid when it names a stage that is more than such an ADD
  /// @throws RegistryException when what it names cannot be had
  Optional<Instant> resolve(String value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.equals(CONTEXT)) {
      return settings.source().flatMap(this::time);
    }
    var context = settings.contexts().get(value);
    if (context != null) {
      return context instanceof NamedContext.Remote(var source) ? time(source) : Optional.empty();
    }
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(value)));
    } catch (NumberFormatException | DateTimeException e) {
      return time(added(stage(value)));
    }
  }

  /// The value that says `time`.
  static String seconds(Instant time) {
    return String.valueOf(time.getEpochSecond());
  }

  private Optional<Instant> time(RemoteSource source) {
    try {
      return remotes.time(source);
    } catch (RegistryException e) {
      throw e.within("SOURCE_DATE_EPOCH");
    }
  }

  private Stage stage(String name) {
    return new StageLookup(dockerfile)
        .find(name)
        .orElseThrow(
            () ->
                new BuildException.Definition(
                    "invalid SOURCE_DATE_EPOCH: '%s' is no number of seconds since 1970, nor the name of a stage or context; `git log -1 --format=%%ct` prints that of a commit"
                        .formatted(name)));
  }

  // What else could be in the stage would have times of its own.
  private RemoteSource added(Stage stage) {
    var from = stage.from().image();
    if (!new FromWords(dockerfile.expansion(), settings, globals).image(stage).equals("scratch")) {
      throw wrong(from.span(), "SOURCE_DATE_EPOCH stage must use FROM scratch");
    }
    var scope = new StageScope(globals);
    var words = new StageWords(dockerfile.expansion(), scope);
    var added = new ArrayList<RemoteSource>();
    for (var instruction : stage.instructions()) {
      switch (instruction) {
        case Instruction.Arg arg ->
            arg.declarations().forEach(each -> scope.declare(each, words::expand));
        case Instruction.Add add when !added.isEmpty() -> throw wrong(add.span(), UNFIT);
        case Instruction.Add add -> added.add(source(add, words));
        case Instruction other ->
            throw wrong(
                other.span(),
                "SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported %s instruction; it takes one ADD, and ARG"
                    .formatted(other.keyword().name()));
      }
    }
    return added.stream().findFirst().orElseThrow(() -> wrong(from.span(), UNFIT));
  }

  private RemoteSource source(Instruction.Add add, StageWords words) {
    if (add.paths().size() != 1 || !add.files().isEmpty()) {
      throw wrong(add.span(), UNFIT + " source");
    }
    return new AddedSources(remotes, words, add)
        .sole()
        .orElseThrow(
            () ->
                wrong(
                    add.paths().getFirst().span(),
                    "SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD"));
  }

  private DockerfileException wrong(Span span, String problem) {
    return DockerfileException.Invalid.of(dockerfile.source(), span, problem);
  }
}
