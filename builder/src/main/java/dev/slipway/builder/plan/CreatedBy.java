package dev.slipway.builder.plan;

import dev.slipway.dockerfile.Keyword;
import dev.slipway.dockerfile.scope.Environment;
import java.util.List;
import java.util.Optional;

/// What the history of an image says of one instruction, in the words of BuildKit: `created_by` of
/// the OCI image specification.
///
/// Only images that are written have a history, and most stages never become an image. So what is
/// said of the frequent instructions is put together when somebody asks.
public sealed interface CreatedBy {
  /// The words.
  String text();

  /// An instruction of which `rest` is said.
  record Said(Keyword keyword, String rest) implements CreatedBy {
    @Override
    public String text() {
      return keyword + " " + rest;
    }
  }

  /// A name that an ARG declares, and its value where there is one.
  record Declared(String name, Optional<String> value) {}

  /// An ARG.
  record Declarations(List<Declared> names) implements CreatedBy {
    /// Copies the names.
    public Declarations {
      names = List.copyOf(names);
    }

    @Override
    public String text() {
      var text = new StringBuilder("ARG");
      for (var declared : names) {
        text.append(' ').append(declared.name());
        declared.value().ifPresent(value -> text.append('=').append(value));
      }
      return text.toString();
    }
  }

  /// One name of an ENV or LABEL with its value, both expanded.
  record Pair(String name, String value) {}

  /// An ENV or LABEL.
  record Pairs(Keyword keyword, List<Pair> pairs) implements CreatedBy {
    /// Copies the pairs.
    public Pairs {
      pairs = List.copyOf(pairs);
    }

    @Override
    public String text() {
      var text = new StringBuilder(keyword.name());
      for (var pair : pairs) {
        text.append(' ').append(pair.name()).append('=').append(pair.value());
      }
      return text.toString();
    }
  }

  /// A RUN of a command: before it every declared argument with the value that is in force.
  record Command(Environment seen, List<String> words) implements CreatedBy {
    /// Copies the words.
    public Command {
      words = List.copyOf(words);
    }

    @Override
    public String text() {
      var text = new StringBuilder("RUN ");
      var arguments = seen.arguments();
      if (!arguments.isEmpty()) {
        text.append('|').append(arguments.size()).append(' ');
      }
      for (var name : arguments) {
        text.append(name).append('=').append(seen.values().getOrDefault(name, "")).append(' ');
      }
      for (var word : words) {
        text.append(word).append(' ');
      }
      return text.append("# buildkit").toString();
    }
  }

  /// A COPY or ADD of `sources`: paths and addresses, expanded, and without what logs in to a web
  /// server.
  record Transfer(Keyword keyword, List<String> sources, Action.Transfer action)
      implements CreatedBy {
    /// Copies the sources.
    public Transfer {
      sources = List.copyOf(sources);
    }

    @Override
    public String text() {
      var text = new StringBuilder(keyword.name());
      if (action.parents() == Action.Parents.KEPT) {
        text.append(" --parents");
      }
      action.owner().ifPresent(owner -> text.append(" --chown=").append(owner));
      action.mode().ifPresent(mode -> text.append(" --chmod=").append(mode));
      for (var source : sources) {
        text.append(' ').append(source);
      }
      for (var file : action.files()) {
        text.append(" <<").append(file.name());
      }
      return text.append(' ').append(action.destination()).append(" # buildkit").toString();
    }
  }
}
