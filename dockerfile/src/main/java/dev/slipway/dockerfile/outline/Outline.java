package dev.slipway.dockerfile.outline;

import dev.slipway.dockerfile.Device;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.lint.LintContext;
import java.util.List;
import java.util.Optional;

/// What a build of one target can be given. The lists are in file order.
public record Outline(
    Optional<String> name,
    Optional<String> description,
    List<Argument> arguments,
    List<Credential> secrets,
    List<Credential> ssh) {

  /// Copies the lists.
  public Outline {
    arguments = List.copyOf(arguments);
    secrets = List.copyOf(secrets);
    ssh = List.copyOf(ssh);
  }

  /// A build argument, with the value that it has when it is not given, if any.
  public record Argument(
      String name, Optional<String> description, Optional<String> value, Span span) {}

  /// A secret or ssh key by its id.
  public record Credential(String id, Device.Need need, Span span) {}

  /// The outline of the target of `context`, or of the last stage.
  ///
  /// Throws [dev.slipway.dockerfile.DockerfileException] for an unknown target, and where a word
  /// that counts cannot be expanded.
  public static Outline of(Dockerfile file, LintContext context) {
    return new OutlineReader(file, context).read();
  }
}
