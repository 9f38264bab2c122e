package dev.slipway.builder.users;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// The users and groups that an image knows.
///
/// The two files are read when a name is first asked for: numbers need neither. A symbolic link in
/// their place is followed inside the image only; what is not a regular file, or is longer than
/// 10 MiB, is refused.
public final class Accounts {
  private static final int LONGEST_FILE = 10 << 20;

  private final Tree tree;

  private Accounts(Tree tree) {
    this.tree = tree;
  }

  /// The accounts of the image whose file system is `tree`.
  public static Accounts of(Tree tree) {
    return new Accounts(tree);
  }

  /// The owner that `--chown` or `USER` names, as files are given to it.
  ///
  /// `text` is `user`, `user:group`, `user:` or `:group`, each a number or a name. A number alone
  /// is the group's number too; a name alone has its primary group; what is left out beside a colon
  /// is 0.
  ///
  /// @throws BuildException.Definition when the image has no such user or group
  /// @throws IOException when the tree cannot be read
  public Owner owner(String text) throws IOException {
    int colon = text.indexOf(':');
    if (colon < 0) {
      var number = number(text);
      return number.isPresent()
          ? new Owner(number.getAsLong(), number.getAsLong())
          : new Owner(userNamed(text).uid, userNamed(text).gid);
    }
    return new Owner(userNumber(text.substring(0, colon)), groupNumber(text.substring(colon + 1)));
  }

  /// The owner that `text` names without a look at any image: numbers, and `root`.
  public static Optional<Owner> numericOwner(String text) {
    int colon = text.indexOf(':');
    var user = numberOrRoot(colon < 0 ? text : text.substring(0, colon));
    var group = numberOrRoot(colon < 0 ? text : text.substring(colon + 1));
    return user.isPresent() && group.isPresent()
        ? Optional.of(new Owner(user.getAsLong(), group.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong numberOrRoot(String text) {
    return text.isEmpty() || text.equals("root") ? OptionalLong.of(0) : number(text);
  }

  /// Who a command runs as after `USER text`; empty text means root.
  ///
  /// A name brings its primary and all its supplementary groups; with `:group` there is only that
  /// group. A number that the image does not know runs with group 0 and home `/`.
  ///
  /// @throws BuildException.Definition when the image has no such user or group
  /// @throws IOException when the tree cannot be read
  public Identity identity(String text) throws IOException {
    int colon = text.indexOf(':');
    var userText = colon < 0 ? text : text.substring(0, colon);
    var groupText = colon < 0 ? "" : text.substring(colon + 1);
    boolean isRoot = userText.isEmpty() || userText.equals("root");
    var user = isRoot ? Optional.of(root()) : findUser(userText);
    long uid;
    if (user.isPresent()) {
      uid = user.get().uid;
    } else {
      uid = number(userText).orElseThrow(() -> unknownUser(userText));
    }
    var home = user.map(User::home).filter(path -> !path.isEmpty()).orElse("/");
    if (!groupText.isEmpty()) {
      return new Identity(uid, groupNumber(groupText), List.of(), home);
    }
    var groups = user.isPresent() ? groupsOf(user.get()) : List.<Long>of();
    return new Identity(uid, user.map(User::gid).orElse(0L), groups, home);
  }

  private User root() throws IOException {
    return findUser("root").orElse(new User("root", 0, 0, "/root"));
  }

  private record User(String name, long uid, long gid, String home) {}

  private record Group(String name, long gid, List<String> members) {}

  private long userNumber(String text) throws IOException {
    var number = text.isEmpty() ? OptionalLong.of(0) : number(text);
    return number.isPresent() ? number.getAsLong() : userNamed(text).uid;
  }

  private long groupNumber(String text) throws IOException {
    var number = text.isEmpty() ? OptionalLong.of(0) : number(text);
    if (number.isPresent()) {
      return number.getAsLong();
    }
    return findGroup(group -> group.name.equals(text))
        .orElseThrow(
            () ->
                new BuildException.Definition(
                    "the image has no group '%s': /etc/group does not list it. Create it in an earlier RUN, or write its number"
                        .formatted(text)))
        .gid;
  }

  private User userNamed(String name) throws IOException {
    if (name.equals("root")) {
      return root();
    }
    return findUser(name).orElseThrow(() -> unknownUser(name));
  }

  private static BuildException unknownUser(String name) {
    return new BuildException.Definition(
        "unable to find user %s: no matching entries in passwd file. Create it in an earlier RUN, or write its number"
            .formatted(name));
  }

  private Optional<User> findUser(String text) throws IOException {
    var number = number(text);
    Optional<User> byNumber = Optional.empty();
    for (var line : lines("etc/passwd")) {
      var fields = line.split(":", -1);
      if (fields.length < 4 || fields[0].isEmpty()) {
        continue;
      }
      var uid = number(fields[2]);
      var gid = number(fields[3]);
      if (uid.isEmpty() || gid.isEmpty()) {
        continue;
      }
      var home = fields.length > 5 ? fields[5] : "";
      var user = new User(fields[0], uid.getAsLong(), gid.getAsLong(), home);
      if (user.name.equals(text)) {
        return Optional.of(user);
      }
      if (byNumber.isEmpty() && number.isPresent() && number.getAsLong() == user.uid) {
        byNumber = Optional.of(user);
      }
    }
    return byNumber;
  }

  private Optional<Group> findGroup(Predicate<Group> wanted) throws IOException {
    return groups().stream().filter(wanted).findFirst();
  }

  private List<Long> groupsOf(User user) throws IOException {
    return groups().stream()
        .filter(group -> group.members.contains(user.name))
        .map(Group::gid)
        .distinct()
        .toList();
  }

  private List<Group> groups() throws IOException {
    var groups = new ArrayList<Group>();
    for (var line : lines("etc/group")) {
      var fields = line.split(":", -1);
      if (fields.length < 3 || fields[0].isEmpty()) {
        continue;
      }
      var gid = number(fields[2]);
      if (gid.isPresent()) {
        var members = fields.length > 3 ? List.of(fields[3].split(",")) : List.<String>of();
        groups.add(new Group(fields[0], gid.getAsLong(), members));
      }
    }
    return groups;
  }

  private List<String> lines(String file) throws IOException {
    var path = Symlinks.of(tree).follow(TreePath.of(file));
    var node = tree.find(path);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!(node.get() instanceof Node.RegularFile(_, long size, _))) {
      throw new BuildException.Definition(
          "/%s of the image is not a regular file, so no user can be looked up in it. Write numbers instead of names"
              .formatted(file));
    }
    if (size > LONGEST_FILE) {
      throw new BuildException.Definition(
          "/%s of the image is %,d bytes long; more than %,d are not read. Write numbers instead of names"
              .formatted(file, size, LONGEST_FILE));
    }
    try (var in = tree.open(path)) {

      var text = new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
      return text.lines().map(String::strip).filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static OptionalLong number(String text) {
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    long value = Long.parseLong(text);
    return value < 0xffff_ffffL ? OptionalLong.of(value) : OptionalLong.empty();
  }
}
