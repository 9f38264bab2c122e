package dev.slipway.builder.plan;

import dev.slipway.builder.context.PinnedSource;
import dev.slipway.dockerfile.scope.Environment;
import java.util.List;
import java.util.Optional;

/// What a step does, with every variable expanded.
public sealed interface Action {

  /// Where COPY and ADD take files from.
  sealed interface Origin {
    /// The main context.
    record Context() implements Origin {}

    /// A folder that `--build-context` gave a name to.
    record NamedFolder(String name) implements Origin {}

    /// Another stage, or an image.
    record Files(Basis basis) implements Origin {}
  }

  /// Whether archives among the sources are unpacked.
  enum Archives {
    /// They are files like others.
    COPIED,
    /// What they hold is copied.
    UNPACKED
  }

  /// One thing that COPY or ADD copies, beside inline files.
  sealed interface Source {
    /// A path or pattern, looked up where the step takes files from.
    ///
    /// @param word as written, variables expanded
    record Path(String word) implements Source {}

    /// Something from another machine.
    ///
    /// @param pinned what it is
    /// @param archives whether it is unpacked when it is an archive
    record Remote(PinnedSource pinned, Archives archives) implements Source {}
  }

  /// A file whose content stands in the Dockerfile.
  ///
  /// @param name the delimiter, which names the file in a directory
  /// @param content the text, expanded
  record InlineFile(String name, String content) {}

  /// Files are copied in: COPY and ADD.
  ///
  /// @param origin where from
  /// @param sources what is copied, in order
  /// @param files inline files, after the sources
  /// @param destination where to, as written
  /// @param directory the working directory from which a relative destination counts
  /// @param owner `--chown`
  /// @param mode `--chmod`
  /// @param parents whether the sources' folders come along
  /// @param link whether the layer stands alone
  /// @param excludes `--exclude`
  /// @param archives whether paths that are archives are unpacked
  record Transfer(
      Origin origin,
      List<Source> sources,
      List<InlineFile> files,
      String destination,
      String directory,
      Optional<String> owner,
      Optional<String> mode,
      Parents parents,
      Link link,
      List<String> excludes,
      Archives archives)
      implements Action {
    /// Copies the lists.
    public Transfer {
      sources = List.copyOf(sources);
      files = List.copyOf(files);
      excludes = List.copyOf(excludes);
    }

    /// The same from other sources.
    Transfer withSources(List<Source> others) {
      return new Transfer(
          origin,
          others,
          files,
          destination,
          directory,
          owner,
          mode,
          parents,
          link,
          excludes,
          archives);
    }
  }

  /// Whether the folders of a source are made at the destination.
  enum Parents {
    /// Only the last name is copied.
    DROPPED,
    /// The whole path is.
    KEPT
  }

  /// Whether a layer depends on what is below it.
  enum Link {
    /// It is made on top of the stage.
    ON_STAGE,
    /// It is made on nothing.
    ALONE
  }

  /// A command runs.
  ///
  /// @param command program and arguments
  /// @param script a file that the command runs, from a heredoc that begins with `#!`
  /// @param environment all that it sees
  /// @param unkeyed names in the environment that do not count for the cache: proxies
  /// @param user who runs it, as USER says; empty means root
  /// @param directory where it starts
  /// @param network what network it sees
  /// @param security how far it is fenced in
  /// @param mounts what it sees beside the file system, parents before what lies in them
  record Run(
      List<String> command,
      Optional<InlineFile> script,
      Environment environment,
      List<String> unkeyed,
      String user,
      String directory,
      Network network,
      Security security,
      List<RunMount> mounts)
      implements Action {
    /// Copies the lists.
    public Run {
      command = List.copyOf(command);
      unkeyed = List.copyOf(unkeyed);
      mounts = List.copyOf(mounts);
    }
  }

  /// What a command sees of the network.
  enum Network {
    /// What the build says.
    DEFAULT,
    /// The host's.
    HOST,
    /// Nothing.
    NONE
  }

  /// How far a command is fenced in.
  enum Security {
    /// As usual.
    SANDBOX,
    /// With every capability that the builder has; needs leave.
    INSECURE
  }

  /// Where the files come from that the step takes from elsewhere.
  default List<Origin> origins() {
    return switch (this) {
      case Transfer transfer -> List.of(transfer.origin());
      case Run run ->
          run.mounts().stream().map(RunMount::origin).flatMap(Optional::stream).toList();
      case MakeDirectory _ -> List.of();
    };
  }

  /// WORKDIR makes its directory.
  ///
  /// @param directory the absolute path
  /// @param user who owns what is made, as USER says
  record MakeDirectory(String directory, String user) implements Action {}
}
