package dev.slipway.builder.sandbox;

import java.util.List;
import java.util.stream.Stream;

/// A program to run: exactly this, with no shell and no expansion added.
///
/// @param arguments the program and what it is told; a program without a slash is looked for along
///     `PATH` of `environment`
/// @param environment all of it, as `NAME=value`
/// @param directory where it works, from the root of its file system; made when it is missing, and
///     then owned by `user`
/// @param user whose rights it has
public record Command(
    List<String> arguments, List<String> environment, String directory, User user) {

  private static final String USUAL_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// Copies the lists.
  ///
  /// @throws IllegalArgumentException when there is no program, or the directory is not absolute
  public Command {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
    if (arguments.isEmpty() || !directory.startsWith("/")) {
      throw new IllegalArgumentException(
          "a command needs a program and an absolute directory: %s in '%s'"
              .formatted(arguments, directory));
    }
  }

  /// Who a program runs as, in numbers.
  ///
  /// @param uid the user
  /// @param gid the group
  /// @param groups the further groups
  public record User(long uid, long gid, List<Long> groups) {
    /// The user who may do everything.
    public static final User ROOT = new User(0, 0, List.of());

    /// Copies the list.
    public User {
      groups = List.copyOf(groups);
    }
  }

  /// The paths at which the program may be, in order.
  List<String> candidates() {
    var program = arguments.getFirst();
    if (program.contains("/")) {
      return List.of(program);
    }
    var path =
        environment.stream()
            .filter(variable -> variable.startsWith("PATH="))
            .map(variable -> variable.substring("PATH=".length()))
            .reduce((first, last) -> last)
            .orElse(USUAL_PATH);
    return Stream.of(path.split(":", -1))
        .map(folder -> folder.isEmpty() ? "./" + program : folder + "/" + program)
        .toList();
  }
}
