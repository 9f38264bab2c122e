package dev.slipway.registry.auth;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/// What one wants to do with a repository, as token services write it:
/// `repository:team/app:pull,push`.
///
/// @param repository the path of the repository
/// @param actions what one wants to do
public record Scope(String repository, Set<String> actions) {
  /// Copies.
  public Scope {
    actions = Set.copyOf(actions);
  }

  /// Reading.
  public static Scope pull(String repository) {
    return new Scope(repository, Set.of("pull"));
  }

  /// Reading and writing.
  public static Scope push(String repository) {
    return new Scope(repository, Set.of("pull", "push"));
  }

  /// Reading, writing and deleting.
  public static Scope delete(String repository) {
    return new Scope(repository, Set.of("pull", "push", "delete"));
  }

  /// Whether `text` asks for nothing more than this, for the same repository.
  boolean covers(String text) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    return first > 0
        && last > first
        && text.substring(0, first).equals("repository")
        && text.substring(first + 1, last).equals(repository)
        && actions.containsAll(Arrays.asList(text.substring(last + 1).split(",", -1)));
  }

  /// The form of token services, actions sorted.
  @Override
  public String toString() {
    return "repository:%s:%s".formatted(repository, String.join(",", new TreeSet<>(actions)));
  }
}
