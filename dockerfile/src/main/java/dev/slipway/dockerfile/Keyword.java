package dev.slipway.dockerfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The eighteen instructions of the language.
public enum Keyword {
  /// Copies files, unpacks archives, downloads.
  ADD,
  /// Declares a build argument.
  ARG,
  /// Sets the default command.
  CMD,
  /// Copies files.
  COPY,
  /// Sets the program that the command is given to.
  ENTRYPOINT,
  /// Sets environment variables.
  ENV,
  /// Names ports.
  EXPOSE,
  /// Opens a stage.
  FROM,
  /// Says how to tell whether a container is well.
  HEALTHCHECK,
  /// Sets labels.
  LABEL,
  /// Names the author; deprecated.
  MAINTAINER,
  /// Keeps an instruction for builds that start from this image.
  ONBUILD,
  /// Runs a command and keeps what it changed.
  RUN,
  /// Sets the shell of the shell form.
  SHELL,
  /// Sets the signal that stops a container.
  STOPSIGNAL,
  /// Sets the user.
  USER,
  /// Names volumes.
  VOLUME,
  /// Sets the working directory.
  WORKDIR;

  private static final Map<String, Keyword> BY_NAME = new LinkedHashMap<>();

  static {
    for (var keyword : values()) {
      BY_NAME.put(keyword.name(), keyword);
    }
  }

  /// The instruction that `word` names, in any letter case.
  public static Optional<Keyword> find(String word) {
    var known = BY_NAME.get(word);
    return Optional.ofNullable(known == null ? BY_NAME.get(word.toUpperCase(Locale.ROOT)) : known);
  }

  /// All names, in upper case.
  static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }
}
