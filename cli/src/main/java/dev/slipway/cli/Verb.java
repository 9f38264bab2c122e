package dev.slipway.cli;

import java.util.Arrays;
import java.util.Locale;

/// The commands of the program, in the order in which the help page lists them.
enum Verb {
  BUILD(Group.BUILD, "build an image from a Dockerfile"),
  LINT(Group.BUILD, "check Dockerfiles"),
  PUSH(Group.MOVE, "bring an image into a registry"),
  PULL(Group.MOVE, "bring an image from a registry to this machine"),
  INSPECT(Group.LOOK, "show what an image consists of"),
  DIGEST(Group.LOOK, "print the digest of an image"),
  IMAGES(Group.LOOK, "list the images of the local store"),
  LOGIN(Group.KEEP, "keep the credentials for a registry"),
  LOGOUT(Group.KEEP, "forget the credentials for a registry"),
  DF(Group.KEEP, "say how much room the local store takes"),
  REMOVE(Group.KEEP, "remove names from the local store"),
  PRUNE(Group.KEEP, "free room in the local store"),
  SERVE(Group.KEEP, "run a small registry for tests and demonstrations"),
  DOCTOR(Group.KEEP, "say what works on this machine, and how to mend what does not"),
  COMPLETION(Group.KEEP, "let a shell complete commands and flags"),
  VERSION(Group.KEEP, "print the version"),
  HELP(Group.KEEP, "explain the program, or one command");

  /// The groups of the help page.
  enum Group {
    BUILD("Build"),
    MOVE("Move"),
    LOOK("Look"),
    KEEP("Keep");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private final Group group;
  private final String summary;

  Verb(Group group, String summary) {
    this.group = group;
    this.summary = summary;
  }

  /// The verb as it is typed.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Group group() {
    return group;
  }

  /// What it does, in one line.
  String summary() {
    return summary;
  }

  /// What it takes and does; only now are the classes of this verb loaded.
  Command command() {
    return switch (this) {
      case BUILD -> new BuildCommand();
      case LINT -> new LintCommand();
      case PUSH -> new PushCommand();
      case PULL -> new PullCommand();
      case INSPECT -> new InspectCommand();
      case DIGEST -> new DigestCommand();
      case IMAGES -> new ImagesCommand();
      case DF -> new DiskUsageCommand();
      case LOGIN -> new LoginCommand();
      case LOGOUT -> new LogoutCommand();
      case REMOVE -> new RemoveCommand();
      case PRUNE -> new PruneCommand();
      case SERVE -> new ServeCommand();
      case DOCTOR -> new DoctorCommand();
      case COMPLETION -> new CompletionCommand();
      case VERSION -> new VersionCommand();
      case HELP -> new HelpCommand();
    };
  }

  /// The verb that is typed as `word`.
  ///
  /// @throws CommandException.Usage when there is none, with the one that was perhaps meant
  static Verb named(String word) {
    for (var verb : values()) {
      if (verb.word().equals(word)) {
        return verb;
      }
    }
    var words = Arrays.stream(values()).map(Verb::word).toList();
    throw new CommandException.Usage(
        "slipway: there is no command '%s'. %s"
            .formatted(word, Likeness.advice(word, words, "`slipway help` lists them.")));
  }
}
