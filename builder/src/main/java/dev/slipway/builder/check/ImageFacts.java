package dev.slipway.builder.check;

import dev.slipway.builder.BuildEvent;
import dev.slipway.builder.BuildException;
import dev.slipway.builder.BuildListener;
import dev.slipway.builder.plan.Basis;
import dev.slipway.builder.plan.StageImages;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Source;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.lint.Bases;
import dev.slipway.dockerfile.lint.LintContext;
import dev.slipway.dockerfile.lint.LintReport;
import dev.slipway.dockerfile.lint.Linter;
import dev.slipway.registry.RegistryException;
import java.util.LinkedHashMap;
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
    var facts = new Facts(container.variables(), !container.shell().isEmpty(), container.onBuild());
    return images
        .missed(stage, name, image)
        .map(
            wanted ->
                facts.withOtherPlatform(
                    new OtherPlatform(image.config().platform().toString(), wanted.toString())))
        .orElse(facts);
  }

  /// Holds `file` against the checks of `context`, with these facts. An image that is not there is
  /// an error of the report, as in a build; of a registry that cannot be reached the listener
  /// hears.
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
                    : placed(file.source(), from.image().span(), message));
      }
    }
    return new LintReport(report.warnings(), error, report.failing());
  }

  // What finds images names the line, which the error names, too.
  private static DockerfileException placed(Source source, Span span, String message) {
    var place = "%s:%d: ".formatted(source.name(), span.firstLine());
    var problem = message.startsWith(place) ? message.substring(place.length()) : message;
    return DockerfileException.Invalid.of(source, span, problem);
  }
}
