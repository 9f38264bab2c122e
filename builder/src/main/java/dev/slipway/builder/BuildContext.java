package dev.slipway.builder;

import dev.slipway.builder.address.RemoteSource;
import dev.slipway.builder.tree.Content;
import java.nio.file.Path;

/// Where the files of a build come from, and with them its Dockerfile unless that is elsewhere.
public sealed interface BuildContext {
  /// A folder on this machine; its files are owned by root, and its `.dockerignore` counts.
  record Folder(Path path) implements BuildContext {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// What somebody hands over: a tar, perhaps compressed, whose files are the context; or a lone
  /// Dockerfile, and then there are no files.
  ///
  /// @param name what messages call it
  /// @param content gives the bytes, and is asked once
  record Stream(String name, Content content) implements BuildContext {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Files on another machine: an archive that a web server gives out, or a lone Dockerfile, which
  /// is then the only file and called `context`.
  record Remote(RemoteSource source) implements BuildContext {
    @Override
    public String toString() {
      return source.toString();
    }
  }
}
