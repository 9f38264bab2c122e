package dev.slipway.dockerfile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One instruction of a Dockerfile, as its author wrote it.
///
/// Nothing here is expanded: a [Word] that the language expands still holds its variables and, save
/// in flags, its quotes. What can be judged without expansion has been judged.
public sealed interface Instruction {
  /// Where it comes from.
  Origin origin();

  /// Which instruction it is.
  Keyword keyword();

  /// Where it stands, heredocs included.
  default Span span() {
    return origin().span();
  }

  /// How names and values were written.
  enum Notation {
    /// `name=value`.
    EQUALS,
    /// The old `name value`, with one pair.
    BLANK
  }

  /// `FROM [--platform=P] image [AS alias]`. `image` and `platform` see only global arguments;
  /// `alias` is as typed, `as` the word before it.
  record From(
      Origin origin, Word image, Optional<Word> platform, Optional<Word> as, Optional<Word> alias)
      implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.FROM;
    }
  }

  /// The network that a RUN sees.
  enum Network {
    /// What the build gives.
    DEFAULT,
    /// No network.
    NONE,
    /// The network of the host.
    HOST
  }

  /// How far a RUN is fenced in.
  enum Security {
    /// As usual.
    SANDBOX,
    /// With all privileges of the builder; needs leave.
    INSECURE
  }

  /// `RUN [flags] command`. `network` and `security` are empty when the flag is not there.
  record Run(
      Origin origin,
      Command command,
      List<MountFlag> mounts,
      Optional<Network> network,
      Optional<Security> security,
      List<Device> devices)
      implements Instruction {
    /// Copies the lists.
    public Run {
      mounts = List.copyOf(mounts);
      devices = List.copyOf(devices);
    }

    @Override
    public Keyword keyword() {
      return Keyword.RUN;
    }
  }

  /// What COPY and ADD have in common. Sources are `paths`, copied in order, and then `files`, the
  /// heredocs; the same body may be named twice.
  sealed interface Transfer extends Instruction {
    /// Paths, patterns, for ADD also addresses.
    List<Word> paths();

    /// Heredocs that become files.
    List<Heredoc> files();

    /// The destination.
    Word destination();

    /// `--chown`.
    Optional<Word> owner();

    /// `--chmod`.
    Optional<Word> mode();

    /// Whether `--link` is on.
    boolean link();

    /// `--exclude`, never expanded.
    List<Word> excludes();
  }

  /// `COPY [flags] source… destination`. `from` is never expanded; an empty one is the main
  /// context.
  record Copy(
      Origin origin,
      List<Word> paths,
      List<Heredoc> files,
      Word destination,
      Optional<Word> from,
      Optional<Word> owner,
      Optional<Word> mode,
      boolean link,
      boolean parents,
      List<Word> excludes)
      implements Transfer {
    /// Copies the lists.
    public Copy {
      paths = List.copyOf(paths);
      files = List.copyOf(files);
      excludes = List.copyOf(excludes);
    }

    @Override
    public Keyword keyword() {
      return Keyword.COPY;
    }
  }

  /// `ADD [flags] source… destination`. `keepGitDir` and `unpack` are empty when not written.
  record Add(
      Origin origin,
      List<Word> paths,
      List<Heredoc> files,
      Word destination,
      Optional<Word> owner,
      Optional<Word> mode,
      boolean link,
      List<Word> excludes,
      Optional<Word> checksum,
      Optional<Boolean> keepGitDir,
      Optional<Boolean> unpack)
      implements Transfer {
    /// Copies the lists.
    public Add {
      paths = List.copyOf(paths);
      files = List.copyOf(files);
      excludes = List.copyOf(excludes);
    }

    @Override
    public Keyword keyword() {
      return Keyword.ADD;
    }
  }

  /// `ENV name=value…`; names and values are expanded, all with the values from before the line.
  record Env(Origin origin, List<Pair> pairs, Notation notation) implements Instruction {
    /// Copies the pairs.
    public Env {
      pairs = List.copyOf(pairs);
    }

    @Override
    public Keyword keyword() {
      return Keyword.ENV;
    }
  }

  /// `LABEL name=value…`; as ENV.
  record Label(Origin origin, List<Pair> pairs, Notation notation) implements Instruction {
    /// Copies the pairs.
    public Label {
      pairs = List.copyOf(pairs);
    }

    @Override
    public Keyword keyword() {
      return Keyword.LABEL;
    }
  }

  /// One name of an ARG. The name is literal, the value is expanded.
  record Declaration(Word name, Optional<Word> value) {}

  /// `ARG name[=value]…`; a value sees the names before it on its own line.
  record Arg(Origin origin, List<Declaration> declarations) implements Instruction {
    /// Copies the declarations.
    public Arg {
      declarations = List.copyOf(declarations);
    }

    @Override
    public Keyword keyword() {
      return Keyword.ARG;
    }
  }

  /// `WORKDIR path`.
  record Workdir(Origin origin, Word path) implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.WORKDIR;
    }
  }

  /// `USER user[:group]`.
  record User(Origin origin, Word user) implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.USER;
    }
  }

  /// `CMD command`; never expanded.
  record Cmd(Origin origin, Command command) implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.CMD;
    }
  }

  /// `ENTRYPOINT command`; never expanded.
  record Entrypoint(Origin origin, Command command) implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.ENTRYPOINT;
    }
  }

  /// `EXPOSE port…`, in the order written; each word is expanded and split again, then read by
  /// [PortRange#parse(String)].
  record Expose(Origin origin, List<Word> ports) implements Instruction {
    /// Copies the ports.
    public Expose {
      ports = List.copyOf(ports);
    }

    @Override
    public Keyword keyword() {
      return Keyword.EXPOSE;
    }
  }

  /// `VOLUME path…`; each is expanded, not split again.
  record Volume(Origin origin, List<Word> paths) implements Instruction {
    /// Copies the paths.
    public Volume {
      paths = List.copyOf(paths);
    }

    @Override
    public Keyword keyword() {
      return Keyword.VOLUME;
    }
  }

  /// `STOPSIGNAL signal`; after expansion it must be one that [Signals#isKnown] knows.
  record StopSignal(Origin origin, Word signal) implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.STOPSIGNAL;
    }
  }

  /// `HEALTHCHECK NONE` (no `command`), or `HEALTHCHECK [flags] CMD command`. A time that is not
  /// written, or is 0, is zero, which leaves the default to whoever runs the container.
  record HealthCheck(
      Origin origin,
      Optional<Command> command,
      Duration interval,
      Duration timeout,
      Duration startPeriod,
      Duration startInterval,
      OptionalInt retries)
      implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.HEALTHCHECK;
    }
  }

  /// `SHELL ["program", "argument"…]`.
  record Shell(Origin origin, List<String> arguments) implements Instruction {
    /// Copies the arguments.
    public Shell {
      arguments = List.copyOf(arguments);
    }

    @Override
    public Keyword keyword() {
      return Keyword.SHELL;
    }
  }

  /// `ONBUILD instruction`. `trigger` is the text that the image keeps: the rest of the logical
  /// line, then the heredocs. [Dockerfile#parseTrigger] reads it.
  record OnBuild(Origin origin, String trigger) implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.ONBUILD;
    }
  }

  /// `MAINTAINER author`; deprecated.
  record Maintainer(Origin origin, Word author) implements Instruction {
    @Override
    public Keyword keyword() {
      return Keyword.MAINTAINER;
    }
  }
}
