package dev.slipway.builder.run;

import dev.slipway.builder.tree.Symlinks;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import dev.slipway.dockerfile.SourceText;
import java.io.IOException;

/// What to do about a program that the kernel did not find.
final class MissingProgram {
  private static final String SHELL = "/bin/sh";

  private MissingProgram() {}

  /// Says it in a sentence, by what `image` holds.
  ///
  /// @throws IOException when what holds the image cannot be read
  static String advice(String program, Tree image) throws IOException {
    if (!program.startsWith("/")) {
      return "The image has no '%s' in the folders of its PATH.".formatted(program);
    }
    var path = Symlinks.of(image).follow(TreePath.of(SourceText.encode(program)));
    if (image.find(path).isPresent()) {
      return "The image has %s, but not what it needs to start: see the interpreter in its first line, or whether it was made for another C library."
          .formatted(program);
    }
    return program.equals(SHELL)
        ? "The image has no shell: write the command as a list, RUN [\"program\", \"argument\"], or"
            + " begin with an image that has one."
        : "The image has no %s.".formatted(program);
  }
}
