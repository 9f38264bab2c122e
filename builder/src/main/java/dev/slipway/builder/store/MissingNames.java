package dev.slipway.builder.store;

import dev.slipway.dockerfile.Suggestion;
import dev.slipway.image.Reference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Names of images that are not in the store, in words: what was perhaps meant, and what there is.
///
/// @param missing the names
/// @param known all that are there, sorted
record MissingNames(List<Reference> missing, List<Reference> known) {
  private static final int MOST_LISTED = 10;

  /// The sentence, without its end.
  String text() {
    return "there is no image %s in the local store; %s"
        .formatted(
            missing.stream()
                .map(name -> "'%s'%s".formatted(name.familiar(), suggestion(name)))
                .collect(Collectors.joining(", ")),
            inventory());
  }

  private String suggestion(Reference name) {
    return Suggestion.phrase(near(name, known).map(Reference::familiar));
  }

  private String inventory() {
    if (known.isEmpty()) {
      return "no image has a name there";
    }
    var listed =
        known.stream()
            .limit(MOST_LISTED)
            .map(Reference::familiar)
            .collect(Collectors.joining(", "));
    int others = known.size() - MOST_LISTED;
    return "it has "
        + listed
        + (others > 0 ? " and %d more (`slipway images`)".formatted(others) : "");
  }

  /// The one of `known` that was probably meant by `name`, which is none of them.
  ///
  /// Another tag of the same repository is what was meant more often than another repository, and
  /// a host that was left out or added more often than a mistyped letter.
  static Optional<Reference> near(Reference name, List<Reference> known) {
    var repository = repository(name);
    return inRepository(repository, name, known)
        .or(
            () ->
                known.stream()
                    .map(MissingNames::repository)
                    .filter(other -> endsWith(other, repository) || endsWith(repository, other))
                    .findFirst()
                    .or(
                        () ->
                            Suggestion.of(
                                repository, known.stream().map(MissingNames::repository).toList()))
                    .flatMap(other -> inRepository(other, name, known)));
  }

  private static Optional<Reference> inRepository(
      String repository, Reference name, List<Reference> known) {
    var all = known.stream().filter(other -> repository(other).equals(repository)).toList();
    var tags = all.stream().map(Reference::tagOrDigest).toList();
    return all.stream()
        .filter(other -> other.tagOrDigest().equals(name.tagOrDigest()))
        .findFirst()
        .or(() -> Suggestion.of(name.tagOrDigest(), tags).map(tag -> all.get(tags.indexOf(tag))))
        .or(() -> all.stream().findFirst());
  }

  private static boolean endsWith(String whole, String part) {
    return whole.endsWith("/" + part);
  }

  private static String repository(Reference name) {
    return new Reference(name.registry(), name.repository(), Optional.empty(), Optional.empty())
        .familiar();
  }
}
