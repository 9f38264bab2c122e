package dev.slipway.builder.check;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.StageImages;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.lint.Bases;
import dev.slipway.dockerfile.lint.LintContext;
import dev.slipway.dockerfile.lint.LintReport;
import dev.slipway.dockerfile.lint.Linter;
import dev.slipway.registry.RegistryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What base images say of themselves, asked for while a Dockerfile is checked.
///
/// An image that cannot be had does not end the check: nothing is known of it then, and the report
/// says why.
public final class ImageFacts implements Bases {
  private final StageImages images;
  private final Map<Stage, RuntimeException> failures = new LinkedHashMap<>();

  /// The facts of what `images` finds.
  public ImageFacts(StageImages images) {
    this.images = images;
  }

  @Override
  public Optional<Facts> find(Stage stage, String name) {
    try {
      return images.find(stage, name).map(image -> facts(stage, name, image));
    } catch (BuildException.Cancelled | RegistryException.Cancelled e) {
      throw e;
    } catch (BuildException | RegistryException | DockerfileException e) {
      failures.put(stage, e);
      return Optional.empty();
    }
  }

  @Override
  public boolean isReplaced(Stage stage, String name) {
    return images.isNamed(stage, name);
  }

  private Facts facts(Stage stage, String name, Basis.Image image) {
    var container = image.config().container();
    var facts =
        new Facts(
            variables(container.environment()), !container.shell().isEmpty(), container.onBuild());
    return images
        .missed(stage, name, image)
        .map(
            wanted ->
                facts.withOtherPlatform(
                    new OtherPlatform(image.config().platform().toString(), wanted.toString())))
        .orElse(facts);
  }

  private static Map<String, String> variables(List<String> environment) {
    var variables = new LinkedHashMap<String, String>();
    for (var entry : environment) {
      int equals = entry.indexOf('=');
      variables.put(
          equals < 0 ? entry : entry.substring(0, equals),
          equals < 0 ? "" : entry.substring(equals + 1));
    }
    return variables;
  }

  /// Holds `file` against the checks of `context`, with these facts. An image that is not there is
  /// an error of the report, as in a build; of a registry that cannot be reached the listener
  // hears.
  public LintReport lint(Dockerfile file, LintContext context, BuildListener listener) {
    return completed(Linter.lint(file, context.withBases(this)), file, listener);
  }

  private LintReport completed(LintReport report, Dockerfile file, BuildListener listener) {
    var error = report.error();
    for (var failure : failures.entrySet()) {
      var from = failure.getKey().from();
      var message = String.valueOf(failure.getValue().getMessage());
      if (failure.getValue() instanceof RegistryException.Unreachable) {
        listener.heard(
            new BuildEvent.Warned(
                "checked without knowing the base image %s: %s"
                    .formatted(from.image().text(), message)));
      } else if (error.isEmpty()) {
        error =
            Optional.of(
                failure.getValue() instanceof DockerfileException known
                    ? known
                    : DockerfileException.Invalid.of(file.source(), from.image().span(), message));
      }
    }
    return new LintReport(report.warnings(), error, report.failing());
  }
}
