package dev.slipway.cli.check;

import dev.slipway.dockerfile.lint.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The pages of `docs/checks`, which travel with the program.
public final class RulePages {
  private RulePages() {}

  /// The page about `rule`, in Markdown.
  public static String of(Rule rule) {
    var name = "pages/%s.md".formatted(rule.id());
    try (var page = RulePages.class.getResourceAsStream(name)) {
      if (page == null) {
        throw new IllegalStateException("the program lacks its page about " + rule.id());
      }
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the page about " + rule.id(), e);
    }
  }
}
